import { runAction, written, type PullRequest, type Run, type Runner } from '@glidepath/runner';
import { UserError } from '@glidepath/verbs/user-error';
import type { Comment, Words } from './comment.ts';
import { readInputs, type Input, type Inputs } from './inputs.ts';
import type { Output } from './outputs.ts';
import type { Review } from './review.ts';

/**
 * One run of the action: looks the delivery file over, tells the workflow what a delivery by it would do, and comments on
 * the pull request. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 * @param comment writes the comment; a test gives its own
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  comment: Comment = async (...given) => (await import('./comment.ts')).comment(...given),
): Promise<number> {
  return runAction({ runner, entry, stopping: 'cancelled: the review ends unfinished' }, async (here) => {
    const inputs = readInputs(runner);
    const { inOrder, review, reviewJson } = await import('./review.ts');
    const pull = await runner.pullRequest();
    // What a fork's file names may be anybody's, and would be asked with this run's secrets.
    const offline = inputs.offline || pull?.fork === true;
    const found = await here.act(async (surroundings) => review(surroundings, inputs, offline));
    const names = found.valid ? inOrder(found.answer.environments) : [];
    runner.output('valid', String(found.valid));
    runner.output('environments', JSON.stringify(names));
    runner.output('result', reviewJson(found));

    const body = await bodyOf(found);
    await written(runner, 'the summary', () => runner.summarize(body));
    if (pull !== null && inputs.comment) {
      const words = { marker: markerOf(inputs), body };
      await written(runner, `the comment${pull.fork ? FROM_FORK : ''}`, () =>
        commentOn(runner, here, pull, words, comment),
      );
    }
    // Last, so that the pull request is told too.
    if (!found.valid) throw new UserError(`${inputs.file} can't be used`, found.answer.diagnostics);
    return 0;
  });
}

async function bodyOf(found: Review): Promise<string> {
  const { renderFaults, renderPlan } = await import('@glidepath/report/plan-markdown');
  if (!found.valid) return renderFaults(found.answer.file, found.answer.diagnostics);
  const { answer, yaml, simulations } = found;
  return renderPlan({ ...answer, yaml, simulations });
}

async function commentOn(
  runner: Runner<Input, Output>,
  here: Run,
  pull: PullRequest,
  words: Words,
  comment: Comment,
): Promise<void> {
  const url = await comment(here, pull, words);
  if (url === null) {
    runner.log('no comment: the input token is empty');
    return;
  }
  runner.output('comment-url', url);
  runner.log(`commented: ${url}`);
}

/** One comment for each delivery file, and for each environment that is looked at alone. */
function markerOf({ file, environment }: Inputs): string {
  const which = [file, ...(environment === null ? [] : [environment])].map(encodeURIComponent);
  return `<!-- glidepath:plan ${which.join(' ')} -->`;
}

const FROM_FORK = ' (the pull request is from a fork, where the token may only read)';

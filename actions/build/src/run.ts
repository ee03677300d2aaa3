import { runAction, written, type Runner } from '@glidepath/runner';
import type * as buildVerb from '@glidepath/verbs/build';
import { readDeliveryFile } from '@glidepath/verbs/delivery-file';
import { readInputs, type Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/** What does the work; a test gives its own. */
type Verb = Pick<typeof buildVerb, 'build'>;

/**
 * One run of the action: builds and pushes, and tells the workflow the digest. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verb: () => Promise<Verb> = async () => import('@glidepath/verbs/build'),
): Promise<number> {
  return runAction({ runner, entry, stopping: 'cancelled: the build is stopped' }, async (here) => {
    const options = readInputs(runner);
    // A file that can't be used is told of before what works by it is loaded.
    await readDeliveryFile(here.workspace, options.file);
    const { build } = await verb();
    const answer = await here.act((surroundings) => build(surroundings, options));
    const { image, digest, tag, outcome, release, proof } = answer;
    runner.output('image', image ?? '');
    runner.output('digest', digest ?? '');
    runner.output('tag', tag);
    runner.output('outcome', outcome);
    runner.output('release', release === null ? '' : JSON.stringify(release));
    runner.output('proof', proof === null ? '' : JSON.stringify(proof));
    runner.output('result', JSON.stringify(answer));
    const { renderBuild } = await import('@glidepath/verbs/build-markdown');
    await written(runner, 'the summary', () => runner.summarize(renderBuild(answer)));
    return 0;
  });
}

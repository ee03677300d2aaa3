import { runAction, written, type Runner } from '@glidepath/runner';
import type * as analyzeVerb from '@glidepath/verbs/analyze';
import { choose } from '@glidepath/verbs/delivery-file';
import { readInputs, type Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/** What does the work; a test gives its own. */
type Verb = Pick<typeof analyzeVerb, 'analyze' | 'analyzeExitCode'>;

/**
 * One run of the action: judges the release that is live or on its way, and tells the workflow. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verb: () => Promise<Verb> = async () => import('@glidepath/verbs/analyze'),
): Promise<number> {
  return runAction(
    { runner, entry, stopping: 'cancelled: the verdict is what was seen so far' },
    async (here) => {
      const { onBreach, ...asked } = readInputs(runner);
      // A file that can't be used is told of before what works by it is loaded.
      await choose(here.workspace, asked);
      const { analyze, analyzeExitCode } = await verb();
      const answer = await here.act((surroundings) => analyze(surroundings, asked));
      const { verdict, message, environment } = answer;
      // Charts have no place in an output, which is limited.
      const { samples: _, ...told } = answer;
      runner.output('verdict', verdict);
      runner.output('message', message);
      runner.output('result', JSON.stringify(told));
      runner.log(message);
      const exitCode = verdict === 'breach' && onBreach === 'pass' ? 0 : analyzeExitCode(answer);
      if (verdict !== 'healthy') {
        runner.annotate({
          level: exitCode === 0 ? 'warning' : 'error',
          title: `${environment}: ${verdict}`,
          message,
        });
      }
      const { renderAnalysis } = await import('@glidepath/report');
      await written(runner, 'the summary', () => runner.summarize(renderAnalysis(answer)));
      return exitCode;
    },
  );
}

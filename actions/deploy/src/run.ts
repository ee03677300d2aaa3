import { EXIT_CODES } from '@glidepath/conductor';
import { annotationsFor, formatResult, renderSummary, toJson } from '@glidepath/report';
import { deploy, type DeployAnswer } from '@glidepath/verbs/deploy';
import { daemonFileFor, stopOnSignals, surroundingsHere } from '@glidepath/verbs/edge';
import { failureOf } from '@glidepath/verbs/failure';
import { writeReport } from '@glidepath/verbs/report-files';
import { readInputs } from './inputs.ts';
import { RunLog } from './log.ts';
import { reportPlace } from './report-place.ts';
import type { Runner } from './runner.ts';

/**
 * One run of the action: inputs, delivery, then outputs, summary and annotations. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(runner: Runner, entry: string): Promise<number> {
  const log = new RunLog(runner);
  const signals = stopOnSignals((again) => log.note(again ? STILL_STOPPING : STOPPING));
  try {
    const inputs = readInputs((name) => runner.input(name));
    const workspace = runner.env['GITHUB_WORKSPACE'] || process.cwd();
    const report = reportPlace(inputs.report, workspace, runner.env);
    const answer = await deploy(
      surroundingsHere({
        workspace,
        env: runner.env,
        daemonFile: daemonFileFor(entry),
        listener: log,
        stop: signals.stop,
      }),
      inputs,
    );
    log.close();
    return await tell(runner, answer, report);
  } catch (error) {
    log.close();
    return refuse(runner, error);
  } finally {
    signals.release();
  }
}

/** The truth first: a cancelled runner may not leave time for what comes after. */
async function tell(runner: Runner, answer: DeployAnswer, report: string | null): Promise<number> {
  const { result, samples } = answer;
  runner.output('decision', result.decision);
  runner.output('reason', result.reason);
  runner.output('result', toJson(result));
  runner.log(formatResult(result));
  for (const annotation of annotationsFor(result)) runner.annotate(annotation);
  await attempt(runner, 'the summary', () => runner.summarize(renderSummary(result, samples)));
  if (report !== null) {
    await attempt(runner, 'the report', async () => {
      await writeReport(report, answer);
      runner.output('report', report);
    });
  }
  return EXIT_CODES[result.decision];
}

/** What became of the release stands, whether or not it could be written down everywhere. */
async function attempt(runner: Runner, what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    runner.annotate({
      level: 'warning',
      title: 'Glidepath',
      message: `${what} could not be written: ${why}`,
    });
  }
}

/** Nothing was delivered: why, at the place in the delivery file where there is one. */
function refuse(runner: Runner, error: unknown): number {
  const { kind, message, diagnostics, exitCode, verdict, stack } = failureOf(error);
  for (const { file, line, column, what, why, mend } of diagnostics) {
    const said = [what, why, mend].filter((clause) => clause !== undefined).join(', ');
    runner.annotate({ level: 'error', title: 'Delivery file', message: said, place: { file, line, column } });
    runner.log(`${file}:${line}:${column}: ${said}`);
  }
  if (diagnostics.length === 0) {
    runner.annotate({ level: 'error', title: TITLES[kind], message });
  }
  if (verdict !== null) {
    runner.output('decision', verdict.decision);
    runner.output('reason', verdict.reason);
  }
  if (runner.env['GLIDEPATH_DEBUG'] === '1' && stack !== null) runner.log(stack);
  return exitCode;
}

const TITLES: Readonly<Record<ReturnType<typeof failureOf>['kind'], string>> = {
  input: 'An input can not be used',
  trouble: 'The delivery could not begin',
  cancelled: 'Cancelled',
  defect: 'This is a defect in Glidepath: set GLIDEPATH_DEBUG to 1 to see where, and report it',
};

const STOPPING = 'cancelled: the rollout is left as the delivery file says (on: cancel)';
const STILL_STOPPING = 'still at it; whatever is left undone, the next run picks up';

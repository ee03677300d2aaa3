import { EXIT_CODES } from '@glidepath/conductor';
import { annotationsFor, formatResult, renderSummary, toJson } from '@glidepath/report';
import { deploy, type DeployAnswer } from '@glidepath/verbs/deploy';
import { daemonFileFor, surroundingsHere } from '@glidepath/verbs/edge';
import type { Prepared } from '@glidepath/verbs/prepare';
import { writeReport } from '@glidepath/verbs/report-files';
import { RunLog } from './log.ts';
import type { Runner } from './runner.ts';

export interface Delivery {
  readonly runner: Runner;
  readonly workspace: string;
  /** Where the report goes, absolute; null where none is wanted. */
  readonly report: string | null;
  /** Where the recording goes, likewise. */
  readonly record: string | null;
  readonly prepared: Prepared;
  /** The `import.meta.url` of the file that was started. */
  readonly entry: string;
  readonly stop: AbortSignal;
}

/** Delivers what was prepared, tells the workflow what became of it, and gives the exit code. */
export async function deliver({
  runner,
  workspace,
  report,
  record,
  prepared,
  entry,
  stop,
}: Delivery): Promise<number> {
  const log = new RunLog(runner);
  const surroundings = surroundingsHere({
    workspace,
    env: runner.env,
    daemonFile: daemonFileFor(entry),
    listener: log,
    stop,
  });
  const recorder = record === null ? null : new (await import('@glidepath/verbs/record')).Recorder();
  const heard = recorder === null ? surroundings : recorder.listening(surroundings);
  const answer = await deploy(heard, prepared).finally(() => log.close());
  const exitCode = await tell(runner, answer, report);
  if (recorder !== null && record !== null) {
    await attempt(runner, 'the recording', () => recorder.write(record, prepared, answer.result));
  }
  return exitCode;
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

import { EXIT_CODES } from '@glidepath/conductor';
import { annotationsFor, formatResult, renderDora, renderSummary, toJson } from '@glidepath/report';
import { written, type Run, type Runner } from '@glidepath/runner';
import { deploy } from '@glidepath/verbs/deploy';
import type { Prepared } from '@glidepath/verbs/prepare';
import { writeReport } from '@glidepath/verbs/report-files';
import type { Inputs } from './inputs.ts';
import type { Output } from './outputs.ts';

/** Delivers what was prepared, tells the workflow what became of it, and gives the exit code. */
export async function deliver(
  runner: Runner<never, Output>,
  here: Run,
  { report, record }: Inputs,
  prepared: Prepared,
): Promise<number> {
  const recorder = record === null ? null : new (await import('@glidepath/verbs/record')).Recorder();
  const answer = await here.act((surroundings) =>
    deploy(recorder === null ? surroundings : recorder.listening(surroundings), prepared, { figures: true }),
  );
  const { result, samples, figures } = answer;
  // The truth first: a cancelled runner may not leave time for what comes after.
  runner.output('decision', result.decision);
  runner.output('reason', result.reason);
  runner.output('result', toJson(result));
  runner.log(formatResult(result));
  for (const annotation of annotationsFor(result)) runner.annotate(annotation);
  const lately = figures === null ? '' : `\n${renderDora(result.service, [figures])}`;
  await written(runner, 'the summary', () => runner.summarize(`${renderSummary(result, samples)}${lately}`));
  if (report !== null && (await written(runner, 'the report', () => writeReport(report, answer)))) {
    runner.output('report', report);
  }
  if (recorder !== null && record !== null) {
    await written(runner, 'the recording', () => recorder.write(record, prepared, result));
  }
  return EXIT_CODES[result.decision];
}

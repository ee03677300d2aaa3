import type { Sample } from '@glidepath/conductor';
import type { BlockAnswer } from '@glidepath/verbs/block';
import type { SteerAnswer } from '@glidepath/verbs/steer';
import type { Runner } from './runner.ts';
import { written } from './written.ts';

type SteeringOutput = 'outcome' | 'message' | 'decision' | 'result';

/** What the log says where a run that asks something of an environment is cancelled. */
export const STEERING_STOPPED =
  'cancelled: what was asked stands in the ledger; a rollout that this run conducts is left as the delivery file says (on: cancel)';

/** Tells the workflow what came of something that was asked of an environment, and gives the exit code on. */
export async function tellSteering(
  runner: Runner<never, SteeringOutput>,
  answer: SteerAnswer | BlockAnswer,
  exitCode: number,
  samples: readonly Sample[],
): Promise<number> {
  const { verb, environment, outcome, message } = answer;
  const rollout = 'result' in answer ? answer : null;
  runner.output('outcome', outcome);
  runner.output('message', message);
  // What was refused has decided nothing.
  runner.output('decision', outcome === 'refused' ? '' : (rollout?.decision ?? ''));
  runner.output('result', JSON.stringify(answer));

  const { annotationsFor, formatResult, renderSteering, renderSummary } = await import('@glidepath/report');
  const result = rollout?.result ?? null;
  runner.log(result === null ? message : formatResult(result));
  const done = exitCode === 0;
  if (!done) {
    const own = { level: 'error', title: `${verb} (${environment}): ${outcome}`, message } as const;
    for (const note of result === null ? [own] : annotationsFor(result)) runner.annotate(note);
  }
  await written(runner, 'the summary', () =>
    runner.summarize(result === null ? renderSteering(answer, done) : renderSummary(result, samples)),
  );
  return exitCode;
}

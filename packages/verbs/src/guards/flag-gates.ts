import type { FlagAnswer, Guards } from '@glidepath/conductor';
import { lookLimitFor } from '@glidepath/metrics/registry';
import {
  formatPercent,
  millis,
  percent,
  type Environment,
  type FlagGate,
  type Millis,
  type Percent,
} from '@glidepath/model';
import { weightInFirstWave, type Candidate, type GuardView } from '@glidepath/rollout';
import type { Chosen } from '../delivery-file.ts';
import { closedByFlag, questionOf, secretsOf, seenOf, type Secret } from '../flags/answers.ts';
import { flagContextOf } from '../flags/context.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';

/** A gate, the step's weight as it is written, and the share of all traffic from which on it counts; 0: always. */
interface Placed {
  readonly gate: FlagGate;
  readonly step: Percent;
  readonly from: Percent;
}

/** Guards that hold something open for as long as they are asked. */
export interface OpenGuards extends Guards {
  close(): Promise<void>;
}

/** A provider's first connection takes longer than a look. */
const START_LIMIT = millis(30_000);

/** The flags that an environment's gates and steps wait for; their provider is loaded only where there are any. */
export async function flagGatesFor(
  surroundings: Pick<Surroundings, 'env' | 'user' | 'workspace' | 'clock' | 'repository'>,
  chosen: Chosen,
): Promise<OpenGuards> {
  const { environment } = chosen;
  const placed = gatesOf(environment);
  if (placed.length === 0) return NONE;
  const { env, workspace, clock } = surroundings;
  // The delivery file's reader has refused it with its place.
  if (environment.flags === null)
    throw new UserError('the delivery file does not say where flags are evaluated');
  const { createFlags } = await import('@glidepath/flags/registry');
  const source = await createFlags(environment.flags, { env, workspace, now: () => clock.now() });
  const secrets = secretsOf(surroundings, environment.flags);
  const look = async (release: Candidate | null, limit: Millis): Promise<readonly GuardView[]> => {
    const context = flagContextOf(surroundings, chosen, release);
    const answers = await source.evaluate(
      placed.map(({ gate }) => questionOf(gate)),
      context,
      limit,
    );
    return placed.map((one, index) => viewOf(one, answers[index], secrets));
  };
  return {
    atStart: async (release) => look(release, START_LIMIT),
    look: async (release) => look(release, lookLimitFor(environment.analysis.poll)),
    close: async () => source.close(),
  };
}

const NONE: OpenGuards = { atStart: async () => [], look: async () => [], close: async () => {} };

function gatesOf({ gates, strategy, target }: Environment): readonly Placed[] {
  const always = gates.flatMap((gate) =>
    gate.kind === 'flag' ? [{ gate, step: percent(0), from: percent(0) }] : [],
  );
  if (strategy.kind !== 'canary') return always;
  const steps = strategy.steps.flatMap((step) =>
    step.gates.map((gate) => ({
      gate,
      step: step.weight,
      from: weightInFirstWave(target, step.weight),
    })),
  );
  return [...always, ...steps];
}

function viewOf(
  { gate, step, from }: Placed,
  answer: FlagAnswer | undefined,
  secrets: readonly Secret[],
): GuardView {
  const { state, why } = standOf(gate, answer, secrets);
  const where = step === 0 ? '' : ` from ${formatPercent(step)} on`;
  return { kind: 'flag', guard: `flag "${gate.key}"${where}`, from, state, why, then: { kind: gate.then } };
}

function standOf(
  gate: FlagGate,
  answer: FlagAnswer | undefined,
  secrets: readonly Secret[],
): Pick<GuardView, 'state' | 'why'> {
  const { is, unknown } = gate;
  const seen = seenOf({ ...questionOf(gate), is, unknown }, answer ?? UNANSWERED, secrets);
  const closed = closedByFlag(seen);
  if (closed?.reason === 'flag') return { state: 'firing', why: closed.message };
  if (seen.trouble === null) return { state: 'quiet', why: `the flag "${gate.key}" is as it must be` };
  return { state: seen.open ? 'quiet' : 'unknown', why: seen.trouble.message };
}

const UNANSWERED: FlagAnswer = {
  kind: 'trouble',
  code: 'broken',
  why: 'its provider gave no answer',
  mend: 'ask again',
};

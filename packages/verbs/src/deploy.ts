import { deliver, LedgerError, resultOf, type Result, type Sample } from '@glidepath/conductor';
import { instant, type Release } from '@glidepath/model';
import type { DoraFigures } from '@glidepath/report';
import type { ClosedGate } from '@glidepath/rollout';
import { acquire } from './acquire.ts';
import { writeAfterwards } from './afterwards.ts';
import { assembled, type Assembly } from './assemble.ts';
import { figuresOf } from './dora.ts';
import { gatesFor } from './gates.ts';
import { preflight, withoutRollout } from './preflight.ts';
import type { Prepared } from './prepare.ts';
import { objectionTo } from './rights.ts';
import { settleImage, type Settled } from './settle-image.ts';
import { holderOf, newRolloutId } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { takeBack } from './take-back.ts';
import { Cancelled } from './user-error.ts';
import { refuseMissingNotices } from './witnesses.ts';

export interface DeployAnswer {
  readonly result: Result;
  /** Every look at the SLIs, for charts. */
  readonly samples: readonly Sample[];
  /** How the last weeks went in this environment; null where nobody asked, or the ledger does not answer. */
  readonly figures: DoraFigures | null;
}

/**
 * Delivers a release to an environment.
 * @throws UserError where an SLO's figures can't be had, or there is no such image; TargetError where the artifact can't be taken; LedgerError where
 *   the ledger of the environment before can't be read; Cancelled. Nothing that serves was touched then.
 */
export async function deploy(
  surroundings: Surroundings,
  prepared: Prepared,
  { figures = false } = {},
): Promise<DeployAnswer> {
  await refuseMissingNotices(surroundings, prepared);
  const recording = recorder(surroundings);
  const answer = await assembled(recording.surroundings, prepared, async (assembly) => {
    const settled = await unlessStopped(settleImage(surroundings, prepared.origin), surroundings.stop);
    const result = withNote(await deliverRelease(surroundings, assembly, prepared, settled), settled.moved);
    await writeAfterwards(surroundings, assembly, result, recording.samples);
    await takeBack(surroundings, assembly, result);
    return { result, figures: figures ? await latelyIn(surroundings, assembly) : null };
  });
  return { ...answer, samples: recording.samples };
}

/** As far back as one call of an API reaches: a summary is not worth more. */
const FEW_ENTRIES = 100;
const LATELY = 90 * 24 * 3_600_000;

async function latelyIn(
  { stop }: Pick<Surroundings, 'stop'>,
  { environment, ports }: Assembly,
): Promise<DoraFigures | null> {
  if (stop.aborted) return null;
  const now = ports.clock.now();
  try {
    return await figuresOf(
      ports.ledger,
      environment.name,
      { since: instant(now - LATELY), now },
      FEW_ENTRIES,
    );
  } catch (error) {
    if (error instanceof LedgerError) return null;
    throw error;
  }
}

/** What a reader of the result must know too. */
function withNote(result: Result, note: string | null): Result {
  return note === null ? result : { ...result, message: `${result.message}; ${note}` };
}

async function deliverRelease(
  surroundings: Surroundings,
  assembly: Assembly,
  { named, override }: Prepared,
  { origin }: Settled,
): Promise<Result> {
  const { clock, stop } = surroundings;
  const { delivery, environment, ports } = assembly;
  const release = await unlessStopped(acquire(surroundings, assembly, named, origin), stop);
  const forbidden = await forbiddenTo(surroundings, assembly, release, override);
  if (forbidden !== null) return forbidden;

  const ask = gatesFor(surroundings, assembly, release, ports.guards);
  const asked = override === null ? await unlessStopped(ask(), stop) : [];
  const arrival = { release, arrivals: environment.arrivals.kind, gates: asked, override };
  const unmeasured = await unlessStopped(preflight(assembly, arrival), stop);
  if (unmeasured !== null) return unmeasured;
  return deliver(ports, {
    service: delivery.service,
    environment,
    release,
    holder: holderOf(surroundings),
    gates: firstly(asked, ask),
    override,
    rolloutId: newRolloutId(clock.now()),
    stop,
  });
}

/** Whoever may not do it is told so before anything is asked or touched. */
async function forbiddenTo(
  surroundings: Surroundings,
  { delivery, environment, ports }: Assembly,
  release: Release,
  override: string | null,
): Promise<Result | null> {
  const why =
    (await objectionTo(surroundings, environment, 'deploy')) ??
    (override === null ? null : await objectionTo(surroundings, environment, 'override'));
  if (why === null) return null;
  const now = ports.clock.now();
  return resultOf({
    ledger: ports.ledger,
    head: withoutRollout(await ports.ledger.head()),
    service: delivery.service,
    environment,
    release,
    startedAt: now,
    endedAt: now,
    decision: 'rejected',
    reason: 'not-allowed',
    message: why,
  });
}

/** What was asked a moment ago is not asked again at once. */
function firstly(
  asked: readonly ClosedGate[],
  ask: () => Promise<readonly ClosedGate[]>,
): () => Promise<readonly ClosedGate[]> {
  let first = true;
  return async () => {
    if (!first) return ask();
    first = false;
    return asked;
  };
}

/** Copying an artifact may take longer than a cancelled run has. */
async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(new Cancelled('cancelled before anything was changed'));
    if (stop.aborted) cancel();
    else stop.addEventListener('abort', cancel, { once: true });
  });
  return Promise.race([work, stopped]);
}

/** The same surroundings, with an ear for the samples. */
function recorder(surroundings: Surroundings): { surroundings: Surroundings; samples: readonly Sample[] } {
  const samples: Sample[] = [];
  const { listener } = surroundings;
  return {
    samples,
    surroundings: {
      ...surroundings,
      listener: {
        event: (entry) => listener.event(entry),
        sample(sample) {
          samples.push(sample);
          listener.sample(sample);
        },
        note: (text) => listener.note(text),
      },
    },
  };
}

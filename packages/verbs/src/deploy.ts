import { deliver, type Result, type Sample } from '@glidepath/conductor';
import type { Digest, Environment } from '@glidepath/model';
import { freezeOf, wasPromoted } from './admission.ts';
import { assembled, ledgerOf, type Assembly } from './assemble.ts';
import { preflight } from './preflight.ts';
import type { Prepared } from './prepare.ts';
import { releaseNamed } from './release-identity.ts';
import { holderOf, newRolloutId } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { Cancelled } from './user-error.ts';

export interface DeployAnswer {
  readonly result: Result;
  /** Every look at the SLIs, for charts. */
  readonly samples: readonly Sample[];
}

/**
 * Delivers a release to an environment.
 * @throws UserError where an SLO's figures can't be had; TargetError where the artifact can't be taken; LedgerError where
 *   the ledger of the environment before can't be read; Cancelled. Nothing that serves was touched then.
 */
export async function deploy(surroundings: Surroundings, prepared: Prepared): Promise<DeployAnswer> {
  const recording = recorder(surroundings);
  const result = await assembled(recording.surroundings, prepared, (assembly) =>
    deliverRelease(surroundings, assembly, prepared),
  );
  return { result, samples: recording.samples };
}

async function deliverRelease(
  surroundings: Surroundings,
  assembly: Assembly,
  { named, override }: Prepared,
): Promise<Result> {
  const { workspace, clock, stop } = surroundings;
  const { delivery, environment, ports } = assembly;
  const digest = await unlessStopped(ports.target.acquire(), stop);
  const arrival = {
    release: await releaseNamed(workspace, digest, named.commit, named.name),
    freeze: freezeOf(environment, clock.now()),
    before: await promotedBefore(surroundings, { delivery, environment }, digest),
    override,
  };
  const unmeasured = await unlessStopped(preflight(assembly, arrival), stop);
  if (unmeasured !== null) return unmeasured;
  return deliver(ports, {
    ...arrival,
    service: delivery.service,
    environment,
    holder: holderOf(surroundings),
    rolloutId: newRolloutId(clock.now()),
    stop,
  });
}

async function promotedBefore(
  surroundings: Surroundings,
  chosen: Pick<Assembly, 'delivery' | 'environment'>,
  digest: Digest,
): Promise<{ environment: string; promoted: boolean } | null> {
  const { after }: Environment = chosen.environment;
  if (after === null) return null;
  return {
    environment: after,
    promoted: await wasPromoted(ledgerOf(surroundings, chosen, after), digest),
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

import { deliver, type Result, type Sample } from '@glidepath/conductor';
import type { Digest, Environment } from '@glidepath/model';
import { freezeOf, wasPromoted } from './admission.ts';
import { artifactOf } from './artifact.ts';
import { assembled, ledgerOf, type Assembly } from './assemble.ts';
import { choose, type Place } from './delivery-file.ts';
import { checkName, commitOf, releaseNamed, type Named } from './release-identity.ts';
import { holderOf, newRolloutId } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { Cancelled, UserError } from './user-error.ts';

export interface DeployOptions extends Place {
  /** Another artifact than the delivery file's, relative to the workspace. */
  readonly artifact: string | null;
  /** What people call the release; null: find out. */
  readonly release: string | null;
  /** The commit that it was made from; null: find out. */
  readonly commit: string | null;
  /** Why gates and blocks are to be passed over; null: they are not. */
  readonly override: string | null;
}

export interface DeployAnswer {
  readonly result: Result;
  /** Every look at the SLIs, for charts. */
  readonly samples: readonly Sample[];
}

/**
 * Delivers a release to an environment.
 * @throws UserError before anything is touched; TargetError where the artifact can't be taken; LedgerError where the
 *   ledger of the environment before can't be read; Cancelled
 */
export async function deploy(surroundings: Surroundings, options: DeployOptions): Promise<DeployAnswer> {
  const { workspace } = surroundings;
  const { delivery, environment: written } = await choose(workspace, options);
  const environment = await artifactOf(workspace, written, options.artifact);
  const named: Named = {
    name: checkName(options.release),
    commit: await commitOf(surroundings, options.commit),
  };
  if (options.override?.trim() === '') {
    throw new UserError('override is empty; write the reason, it goes into the ledger');
  }
  const recording = recorder(surroundings);
  const result = await assembled(recording.surroundings, { delivery, environment }, (assembly) =>
    deliverRelease(surroundings, assembly, named, options.override),
  );
  return { result, samples: recording.samples };
}

async function deliverRelease(
  surroundings: Surroundings,
  { delivery, environment, ports }: Assembly,
  named: Named,
  override: string | null,
): Promise<Result> {
  const { workspace, clock, stop } = surroundings;
  const digest = await unlessStopped(ports.target.acquire(), stop);
  return deliver(ports, {
    service: delivery.service,
    environment,
    release: await releaseNamed(workspace, digest, named.commit, named.name),
    holder: holderOf(surroundings),
    freeze: freezeOf(environment, clock.now()),
    before: await promotedBefore(surroundings, { delivery, environment }, digest),
    override,
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

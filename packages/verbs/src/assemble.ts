import type { Listener, Ports, Target, Witness } from '@glidepath/conductor';
import { createTarget } from '@glidepath/targets/registry';
import { choose, type Chosen, type Place } from './delivery-file.ts';
import { fetchArtifactFor } from './fetch-artifact.ts';
import type { OpenGuards } from './guards/flag-gates.ts';
import { watchFor } from './guards/watch.ts';
import { ledgerOf, probeOf } from './ledgers.ts';
import { hideSecrets } from './secrets.ts';
import { sourcesOf, type Foreign } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { witnessesOf } from './witnesses.ts';

/** An environment with everything that works on it: where the adapters meet the conductor's ports. */
export interface Assembly extends Chosen {
  readonly ports: Ports;
  /** Sources outside of the target, with the SLOs that they measure. */
  readonly foreign: readonly Foreign[];
}

/**
 * Reads the delivery file, validates it whole, and only then loads the adapters that it names. They are closed again when
 * `work` is done.
 * @throws UserError before any adapter is made
 */
export async function withAssembly<T>(
  surroundings: Surroundings,
  place: Place,
  work: (assembly: Assembly) => Promise<T>,
): Promise<T> {
  const chosen = await choose(surroundings.workspace, place);
  return assembled(surroundings, chosen, work);
}

/**
 * The same for an environment that was chosen already.
 * @throws UserError where an SLO's figures or a notice's address can't be had
 */
export async function assembled<T>(
  surroundings: Surroundings,
  chosen: Chosen,
  work: (assembly: Assembly) => Promise<T>,
): Promise<T> {
  hideSecrets(surroundings, chosen.delivery);
  const witnesses = witnessesOf(surroundings, chosen);
  const target = await targetOf(surroundings, chosen);
  let guards: OpenGuards | null = null;
  try {
    const { metrics, foreign } = await sourcesOf(surroundings, chosen.environment, target);
    guards = await watchFor(surroundings, chosen, foreign);
    const ports: Ports = {
      target,
      metrics,
      guards,
      ledger: await ledgerOf(surroundings, chosen),
      probe: await probeOf(surroundings),
      clock: surroundings.clock,
      listener: overheard(surroundings.listener, witnesses),
    };
    return await work({ ...chosen, ports, foreign });
  } finally {
    await Promise.all(witnesses.map(async (witness) => witness.settle()));
    await Promise.all([target.close(), guards?.close()]);
  }
}

/** The same listener, with the witnesses told of each entry. */
function overheard(listener: Listener, witnesses: readonly Witness[]): Listener {
  return {
    event(entry) {
      listener.event(entry);
      for (const witness of witnesses) witness.entry(entry);
    },
    sample: (look) => listener.sample(look),
    note: (text) => listener.note(text),
  };
}

async function targetOf(surroundings: Surroundings, { delivery, environment }: Chosen): Promise<Target> {
  const { workspace, env, daemonFile, clock } = surroundings;
  const fetchArtifact = fetchArtifactFor(surroundings, delivery);
  // The engine's own module: it comes with the engine, not before.
  const { defaultStateDir } = await import('@glidepath/targets/local');
  return createTarget(environment.target, {
    service: delivery.service,
    environment: environment.name,
    workspace,
    stateDir: defaultStateDir(env),
    daemonFile,
    ...(fetchArtifact === null ? {} : { fetchArtifact }),
    strategy: environment.strategy,
    slos: environment.slos,
    env,
    now: () => clock.now(),
  });
}

import type { Ledger, Ports, Target } from '@glidepath/conductor';
import { createGitLedger, createHolderProbe } from '@glidepath/ledger';
import { createTarget } from '@glidepath/targets/registry';
import { choose, type Chosen, type Place } from './delivery-file.ts';
import { sourcesOf, type Foreign } from './sources.ts';
import type { Surroundings } from './surroundings.ts';

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

/** The same for an environment that was chosen already. */
export async function assembled<T>(
  surroundings: Surroundings,
  chosen: Chosen,
  work: (assembly: Assembly) => Promise<T>,
): Promise<T> {
  const { clock, listener } = surroundings;
  const target = await targetOf(surroundings, chosen);
  try {
    const { metrics, foreign } = await sourcesOf(surroundings, chosen.environment, target);
    const ports: Ports = {
      target,
      metrics,
      ledger: ledgerOf(surroundings, chosen),
      probe: createHolderProbe(),
      clock,
      listener,
    };
    return await work({ ...chosen, ports, foreign });
  } finally {
    await target.close();
  }
}

/** The ledger of the chosen environment, or of another one of the same delivery. */
export function ledgerOf(
  { workspace }: Pick<Surroundings, 'workspace'>,
  { delivery, environment }: Chosen,
  name = environment.name,
): Ledger {
  return createGitLedger({ repository: workspace, service: delivery.service, environment: name });
}

async function targetOf(
  { workspace, env, daemonFile }: Surroundings,
  { delivery, environment }: Chosen,
): Promise<Target> {
  // The engine's own module: it comes with the engine, not before.
  const { defaultStateDir } = await import('@glidepath/targets/local');
  return createTarget(environment.target, {
    service: delivery.service,
    environment: environment.name,
    workspace,
    stateDir: defaultStateDir(env),
    daemonFile,
    slos: environment.slos,
  });
}

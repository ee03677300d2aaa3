import { heldBy, type Ports } from '@glidepath/conductor';
import { namedTargets, type TargetSpec } from '@glidepath/model';
import { whereabouts } from '@glidepath/rollout';
import { choose, type Chosen, type Place } from './delivery-file.ts';
import { ledgerOf, probeOf } from './ledgers.ts';
import { holderOf } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

export interface StopAnswer {
  readonly version: 1;
  readonly verb: 'stop';
  readonly service: string;
  readonly environment: string;
  /** False where nothing ran. */
  readonly stopped: boolean;
}

/**
 * Stops what serves in an environment, after the requests under way. The next delivery starts it again.
 * @throws UserError while a rollout is conducted; TargetError where it can't be stopped; LedgerError
 */
export async function stop(surroundings: Surroundings, place: Place): Promise<StopAnswer> {
  const chosen = await choose(surroundings.workspace, place);
  await refuseWhileConducted(surroundings, chosen);
  const { delivery, environment } = chosen;
  const { defaultStateDir } = await import('@glidepath/targets/local');
  return {
    version: 1,
    verb: 'stop',
    service: delivery.service,
    environment: environment.name,
    stopped: await stopTarget(defaultStateDir(surroundings.env), chosen, environment.target),
  };
}

async function stopTarget(stateDir: string, chosen: Chosen, target: TargetSpec): Promise<boolean> {
  const { delivery, environment } = chosen;
  switch (target.kind) {
    case 'local': {
      const { stopLocal } = await import('@glidepath/targets/local');
      const where = {
        stateDir,
        service: delivery.service,
        environment: environment.name,
      };
      return stopLocal(where, target.stop.drain + target.stop.grace + SPARE_MS);
    }
    case 'kubernetes':
      throw new UserError(
        `${environment.name} is a Deployment in Kubernetes, which is not for us to stop; scale it yourself, with kubectl scale deployment/${target.deployment} -n ${target.namespace} --replicas=0`,
      );
    case 'argo-rollouts':
      throw new UserError(
        `${environment.name} is a Rollout in Kubernetes, which is not for us to stop; scale it yourself, with kubectl scale rollouts.argoproj.io/${target.rollout} -n ${target.namespace} --replicas=0`,
      );
    case 'waves': {
      const { stateDirOf } = await import('@glidepath/targets/local');
      const each = namedTargets(target).map(async ({ name, spec }) =>
        stopTarget(stateDirOf(stateDir, name), chosen, spec),
      );
      return (await Promise.all(each)).includes(true);
    }
    case 'launchdarkly':
    case 'unleash':
      throw new UserError(
        `${environment.name} rolls out a flag, which can't be stopped; \`glidepath rollback\` turns it off`,
      );
  }
}

/** For the processes to end after their last request. */
const SPARE_MS = 5_000;

async function refuseWhileConducted(surroundings: Surroundings, chosen: Chosen): Promise<void> {
  const head = await (await ledgerOf(surroundings, chosen)).head();
  if (head === null) return;
  const ports: Pick<Ports, 'probe' | 'clock'> = {
    probe: await probeOf(surroundings),
    clock: surroundings.clock,
  };
  const lease = await heldBy(head.state, holderOf(surroundings), ports);
  if (lease === null) return;
  throw new UserError(
    `${whereabouts(lease.holder)} conducts a rollout here; stop that first with \`glidepath abort\``,
  );
}

import type { Order } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import type { Assembly } from './assemble.ts';
import { holderOf, newRolloutId } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/** An order about a rollout that is there already: gates and locks on the way in have nothing to say. */
export function orderFor(
  surroundings: Surroundings,
  { delivery, environment }: Pick<Assembly, 'delivery' | 'environment'>,
  release: Release,
): Order {
  return {
    service: delivery.service,
    environment,
    release,
    holder: holderOf(surroundings),
    gates: async () => [],
    override: null,
    rolloutId: newRolloutId(surroundings.clock.now()),
    stop: surroundings.stop,
  };
}

import type { FlagContext } from '@glidepath/conductor';
import type { Candidate } from '@glidepath/rollout';
import type { Chosen } from '../delivery-file.ts';
import { actorOf } from '../run-identity.ts';
import type { Surroundings } from '../surroundings.ts';

/** What the rules of flags may look at, of a release that is to come into an environment; null: of whichever. */
export function flagContextOf(
  surroundings: Pick<Surroundings, 'env' | 'user'>,
  { delivery, environment }: Chosen,
  release: Candidate | null,
): FlagContext {
  return {
    service: delivery.service,
    environment: environment.name,
    release: release?.name ?? null,
    commit: release?.commit ?? null,
    actor: actorOf(surroundings),
  };
}

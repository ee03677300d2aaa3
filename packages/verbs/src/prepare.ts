import type { Delivery, Environment } from '@glidepath/model';
import { artifactOf } from './artifact.ts';
import { choose, type Place } from './delivery-file.ts';
import { releaseGiven, type Given, type ReleaseOptions } from './given-release.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

export interface DeployOptions extends Place, ReleaseOptions {
  /** Why gates and blocks are to be passed over; null: they are not. */
  readonly override: string | null;
}

/** A delivery that can begin: everything that a user gave has been checked, and nothing was touched. */
export interface Prepared extends Given {
  readonly delivery: Delivery;
  /** With the artifact that is to be released. */
  readonly environment: Environment;
  readonly override: string | null;
}

/**
 * Reads and checks what a delivery needs. The code that delivers is not loaded for it.
 * @throws UserError
 */
export async function prepare(
  surroundings: Pick<Surroundings, 'workspace' | 'env'>,
  options: DeployOptions,
): Promise<Prepared> {
  const { workspace } = surroundings;
  const { delivery, environment } = await choose(workspace, options);
  if (options.override?.trim() === '') {
    throw new UserError('override is empty; write the reason, it goes into the ledger');
  }
  const { origin, named } = await releaseGiven(surroundings, delivery, environment, options);
  return {
    delivery,
    // The artifact of a digest may lie elsewhere: the engine looks for it.
    environment:
      origin.kind === 'artifact' || options.artifact !== null
        ? await artifactOf(workspace, environment, options.artifact)
        : environment,
    named,
    origin,
    override: options.override,
  };
}

import type { Delivery, Environment } from '@glidepath/model';
import { artifactOf } from './artifact.ts';
import { choose, type Place } from './delivery-file.ts';
import { checkName, commitOf, type Named } from './release-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

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

/** A delivery that can begin: everything that a user gave has been checked, and nothing was touched. */
export interface Prepared {
  readonly delivery: Delivery;
  /** With the artifact that is to be released. */
  readonly environment: Environment;
  readonly named: Named;
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
  return {
    delivery,
    environment: await artifactOf(workspace, environment, options.artifact),
    named: { name: checkName(options.release), commit: await commitOf(surroundings, options.commit) },
    override: options.override,
  };
}

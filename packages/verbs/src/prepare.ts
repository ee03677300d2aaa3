import type { Delivery, Digest, Environment } from '@glidepath/model';
import { artifactOf } from './artifact.ts';
import { choose, chooseEnvironment, type Place } from './delivery-file.ts';
import { checkName, commitOf, digestGiven, type Named } from './release-identity.ts';
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
  /** Deliver exactly this digest; null: whatever the artifact is. */
  readonly digest: string | null;
  /** Deliver the very release that is live in this environment; null: the artifact. */
  readonly from: string | null;
}

/** A delivery that can begin: everything that a user gave has been checked, and nothing was touched. */
export interface Prepared {
  readonly delivery: Delivery;
  /** With the artifact that is to be released. */
  readonly environment: Environment;
  readonly named: Named;
  readonly origin: Origin;
  readonly override: string | null;
}

/** What is to be released. */
export type Origin =
  | { readonly kind: 'artifact' }
  /** `named`: whether a person has said what it is called or made from; else the ledger may know. */
  | { readonly kind: 'digest'; readonly digest: Digest; readonly named: boolean }
  | { readonly kind: 'environment'; readonly name: string };

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
  const origin = originOf(delivery, environment, options);
  return {
    delivery,
    // The artifact of a digest may lie elsewhere: the engine looks for it.
    environment:
      origin.kind === 'artifact' || options.artifact !== null
        ? await artifactOf(workspace, environment, options.artifact)
        : environment,
    named: { name: checkName(options.release), commit: await commitOf(surroundings, options.commit) },
    origin,
    override: options.override,
  };
}

/** @throws UserError where what was given does not go together */
function originOf(delivery: Delivery, environment: Environment, options: DeployOptions): Origin {
  const { from, digest } = options;
  if (from === null) {
    if (digest === null) return { kind: 'artifact' };
    const named = options.release !== null || options.commit !== null;
    return { kind: 'digest', digest: digestGiven(digest), named };
  }
  const other = chooseEnvironment(delivery, from);
  if (other.name === environment.name) {
    throw new UserError(`from is ${from}, which is where the release is to go; name another environment`);
  }
  const both = (['artifact', 'digest', 'release', 'commit'] as const).find((name) => options[name] !== null);
  if (both !== undefined) {
    throw new UserError(
      `from and ${both} were both given; the release of ${from} has its own, leave ${both} out`,
    );
  }
  return { kind: 'environment', name: other.name };
}

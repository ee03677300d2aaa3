import { TargetError } from '@glidepath/conductor';
import type { ImageReference, Repository } from '@glidepath/images';
import type { Digest } from '@glidepath/model';
import type { Origin } from './given-release.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/** What is to be released, its digest known. */
export interface Settled {
  readonly origin: Exclude<Origin, { kind: 'image' }>;
  /** That its tag leads elsewhere by now, in one clause; null: it does not, or nobody can tell. */
  readonly moved: string | null;
}

/**
 * Asks the registry once for the digest behind a tag. From here on nothing but the digest counts.
 * @throws UserError where there is no such tag; TargetError where the registry can't be asked
 */
export async function settleImage(
  surroundings: Pick<Surroundings, 'env' | 'stop' | 'repository' | 'listener'>,
  origin: Origin,
): Promise<Settled> {
  if (origin.kind !== 'image') return { origin, moved: null };
  const { image, named } = origin;
  const [{ Repository: AtRegistry }, { accessOf }] = await Promise.all([
    import('@glidepath/images'),
    import('./registry-access.ts'),
  ]);
  const repository = new AtRegistry(image, accessOf(surroundings));
  const { digest } = image;
  if (digest !== null) {
    const moved = await movedFrom(surroundings, repository, image, digest);
    return { origin: { kind: 'digest', digest, named }, moved };
  }
  const found = await behindTag(repository, image);
  surroundings.listener.note(`${textOf(image)} is ${found} now, and that is what is delivered`);
  return { origin: { kind: 'digest', digest: found, named }, moved: null };
}

async function behindTag(repository: Repository, image: ImageReference): Promise<Digest> {
  const { RegistryError } = await import('@glidepath/images');
  try {
    return (await repository.resolve(image)).digest;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.kind === 'invalid' || error.kind === 'not-found') throw new UserError(error.message);
    throw new TargetError(error.message);
  }
}

/** What was built counts, whatever its tag names by now; but somebody may take the one for the other. */
async function movedFrom(
  { listener }: Pick<Surroundings, 'listener'>,
  repository: Repository,
  image: ImageReference,
  digest: Digest,
): Promise<string | null> {
  if (image.tag === null) return null;
  const { RegistryError } = await import('@glidepath/images');
  let now: Digest | null;
  try {
    now = await repository.digestOf(image.tag);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    listener.note(`nobody knows whether ${textOf(image)} is still what was built: ${error.message}`);
    return null;
  }
  if (now === digest) return null;
  const moved =
    now === null
      ? `the tag ${textOf(image)} is gone since the build, and ${digest} is what was given to be delivered`
      : `the tag ${textOf(image)} has moved since the build and is ${now} now; ${digest} is what was given to be delivered`;
  listener.note(moved);
  return moved;
}

function textOf({ registry, repository, tag }: ImageReference): string {
  return `${registry}/${repository}:${tag}`;
}

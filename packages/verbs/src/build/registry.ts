import { contentOfAll, RegistryError, type Manifest, type Repository } from '@glidepath/images';
import type { Digest } from '@glidepath/model';
import type { BuildSize } from './types.ts';

/** The build before is found under it. */
const LAST = 'glidepath-last';

/** What is in the registry under a tag; null where nothing is, or no more. */
export async function standing(repository: Repository, tag: string): Promise<Digest | null> {
  const digest = await repository.digestOf(tag);
  if (digest === null) return null;
  try {
    return (await repository.manifest(digest)).digest;
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not-found') return null;
    throw error;
  }
}

/**
 * Lets the tag of the inputs name what was built. Of two builds of the same inputs at the same time one wins.
 * @returns what it names from now on
 */
export async function settle(repository: Repository, inputs: string, digest: Digest): Promise<Digest> {
  try {
    await repository.tag(inputs, digest, 'keep');
    return digest;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'taken') throw error;
    const theirs = await standing(repository, inputs);
    if (theirs === null) throw error;
    return theirs;
  }
}

/** How large it is, beside the build before it. */
export async function sizeOfBuild(repository: Repository, manifest: Manifest): Promise<BuildSize> {
  const { size: bytes, layers, pieces } = await contentOfAll(repository, manifest);
  const last = await standing(repository, LAST);
  if (last === null || last === manifest.digest) return { bytes, layers, before: null };
  const before = await contentOfAll(repository, await repository.manifest(last));
  const ours = new Set(pieces.map(({ digest }) => digest));
  const shared = before.pieces.filter(({ digest }) => ours.has(digest));
  return {
    bytes,
    layers,
    before: { digest: last, bytes: before.size, shared: shared.reduce((sum, { size }) => sum + size, 0) },
  };
}

/** The next build is compared with this one. */
export async function remember(repository: Repository, digest: Digest): Promise<void> {
  await repository.tag(LAST, digest, 'move');
}

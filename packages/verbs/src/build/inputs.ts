import {
  contextDigest,
  inputTag,
  parseReference,
  RegistryError,
  Repository,
  type BuildRequest,
  type Platform,
} from '@glidepath/images';
import type { Digest, ImageBuild } from '@glidepath/model';
import { accessOf } from '../registry-access.ts';
import type { Job } from './made.ts';

/** What an image is made of. */
export interface Inputs {
  readonly tag: string;
  readonly bases: ReadonlyMap<string, Digest>;
}

/** With the tag by which the same inputs are found. Null where a base is not known, so that nobody can tell whether it is still the same. */
export async function inputsOf(
  job: Job<ImageBuild>,
  request: BuildRequest,
  platforms: readonly Platform[],
  dockerfile: string,
  names: readonly string[],
): Promise<Inputs | null> {
  const { build, origin, note } = job;
  const bases = new Map<string, Digest>();
  for (const name of names) {
    const digest = await digestOfBase(job, name);
    if (typeof digest === 'string') bases.set(name, digest);
    else {
      note(
        `built anew whatever was built before: the digest of the image ${name} is not known (${digest.message})`,
      );
      return null;
    }
  }
  const context = await contextDigest(request.context, request.ignoreFile, origin.commit);
  const tag = inputTag({
    context,
    dockerfile,
    request: { ...request, platforms },
    labels: build.labels,
    bases,
  });
  return { tag, bases };
}

/** What a base is now, or why that is not known: the builder will say more of it. */
async function digestOfBase(
  { surroundings }: Job<ImageBuild>,
  name: string,
): Promise<Digest | RegistryError> {
  try {
    const reference = parseReference(name);
    if (reference.digest !== null) return reference.digest;
    const repository = new Repository(reference, accessOf(surroundings));
    const tag = reference.tag ?? 'latest';
    // Its manifest is not read: registries count that.
    return (
      (await repository.digestOf(tag)) ?? new RegistryError('not-found', `there is no tag ${tag}`, 'check it')
    );
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

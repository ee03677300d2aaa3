import { formatPlatform, isSamePlatform, RegistryError, shown, type Platform } from '@glidepath/images';
import type { Digest, ImageBuild } from '@glidepath/model';
import type { Job } from './made.ts';

/** What the builder says that it has pushed, as the registry has it. */
export async function verified(
  job: Job<ImageBuild>,
  said: Digest,
  wanted: readonly Platform[],
): Promise<Digest> {
  const digest = await pushed(job, said);
  if (wanted.length === 0) return digest;
  const { repository } = job;
  const there = await repository.platforms(await repository.manifest(digest));
  const missing = wanted.filter((platform) => !there.some((one) => isSamePlatform(one, platform)));
  if (missing.length === 0) return digest;
  throw new RegistryError(
    'mismatch',
    `the builder has pushed ${digest} for ${namesOf(there)}, and not for ${namesOf(missing)}`,
    'build with Docker Buildx, or update the builder',
  );
}

function namesOf(platforms: readonly Platform[]): string {
  return platforms.length === 0 ? 'no platform' : shown(platforms.map(formatPlatform).join(', '));
}

async function pushed({ build, origin, repository, note }: Job<ImageBuild>, said: Digest): Promise<Digest> {
  const now = await repository.digestOf(origin.tag);
  if (now === said) return said;
  try {
    await repository.manifest(said);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'not-found') throw error;
    throw new RegistryError(
      'mismatch',
      `the builder says that it has pushed ${said} to ${build.repository}:${origin.tag}, and the registry has ${now ?? 'nothing'} there`,
      'ask who runs the registry why it changes what it is given',
    );
  }
  note(`somebody else has moved the tag ${origin.tag} meanwhile, to ${now ?? 'nothing'}; it is moved back`);
  return said;
}

import { inFolder, loginFolder, type ImageReference } from '@glidepath/images';
import { parseReference } from '@glidepath/images';
import type { ImageBuild } from '@glidepath/model';
import { accessOf, GITHUB_REGISTRY } from '../registry-access.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Job } from './made.ts';

/** Lets the builder log in to ghcr.io with the run's token, where that is pushed to and nobody has logged in there. */
export async function withBuilderLogin<T>(
  { build, surroundings }: Job<ImageBuild>,
  env: Surroundings['env'],
  work: (env: Surroundings['env']) => Promise<T>,
): Promise<T> {
  const place: ImageReference = parseReference(build.repository);
  if (place.registry !== GITHUB_REGISTRY || surroundings.repository === null) return work(env);
  const there = await accessOf({ ...surroundings, repository: null }).login(place);
  const own = await accessOf(surroundings).login(place);
  if (there !== null || own === null || own.kind !== 'basic') return work(env);
  return inFolder(async (folder) => work(await loginFolder(folder, place.registry, own, env)));
}

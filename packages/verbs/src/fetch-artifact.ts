import { TargetError } from '@glidepath/conductor';
import type { RegistryError } from '@glidepath/images';
import type { Delivery } from '@glidepath/model';
import type { FetchArtifact } from '@glidepath/targets/local';
import type { Surroundings } from './surroundings.ts';

/** More than an application has; an archive may pretend to be small. */
const LIMITS = { bytes: 8 * 1024 ** 3, entries: 1_000_000 };

/** Where artifacts come from that another host has built: the repositories of the delivery file. Null where it has none. */
export function fetchArtifactFor(
  surroundings: Pick<Surroundings, 'env' | 'stop' | 'repository' | 'listener'>,
  { build }: Delivery,
): FetchArtifact | null {
  const places = build.flatMap(({ kind, repository }) => (kind === 'artifact' ? [repository] : []));
  if (places.length === 0) return null;
  return async (wanted, folder) => {
    const [images, { accessOf }] = await Promise.all([
      import('@glidepath/images'),
      import('./registry-access.ts'),
    ]);
    let trouble: RegistryError | null = null;
    for (const place of places) {
      try {
        const repository = new images.Repository(images.parseReference(place), accessOf(surroundings));
        await images.pullArtifact(repository, wanted, folder, LIMITS);
        surroundings.listener.note(`fetched ${place}@${wanted}`);
        return true;
      } catch (error) {
        if (!(error instanceof images.RegistryError)) throw error;
        if (error.kind !== 'not-found') trouble ??= error;
      }
    }
    if (trouble !== null) throw new TargetError(trouble.message);
    return false;
  };
}

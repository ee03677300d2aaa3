import type { Digest } from '@glidepath/model';
import { contentOf, sizeOf } from './layers.ts';
import type { Descriptor, Manifest } from './manifest.ts';
import { isAttestation } from './platform.ts';
import type { Repository } from './repository.ts';

/** What of an image is stored, for all of its platforms. Sizes in bytes, compressed. */
export interface ImageContent {
  readonly size: number;
  readonly layers: number;
  /** Each piece once. */
  readonly pieces: readonly Descriptor[];
}

/** Without what is said about it: provenance and SBOM. @throws RegistryError */
export async function contentOfAll(repository: Repository, manifest: Manifest): Promise<ImageContent> {
  const images = [];
  if (manifest.kind === 'image') images.push(manifest);
  else
    for (const entry of manifest.manifests) {
      if (isAttestation(entry)) continue;
      const inner = await repository.manifest(entry.digest);
      if (inner.kind === 'image') images.push(inner);
    }
  const pieces = new Map<Digest, Descriptor>();
  for (const piece of images.flatMap(contentOf)) pieces.set(piece.digest, piece);
  const layers = new Set(images.flatMap((image) => image.layers.map(({ digest }) => digest)));
  return { size: sizeOf([...pieces.values()]), layers: layers.size, pieces: [...pieces.values()] };
}

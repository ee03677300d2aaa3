import type { Digest } from '@glidepath/model';
import type { Descriptor, ImageManifest } from './manifest.ts';

/** Sizes in bytes, as they are stored: compressed. */
export interface LayerDifference {
  /** Config and layers, each once. */
  readonly size: number;
  readonly sizeBefore: number;
  /** What has to be fetched where the other image is there already. */
  readonly added: readonly Descriptor[];
  readonly removed: readonly Descriptor[];
  readonly shared: readonly Descriptor[];
}

/** What of an image is stored, each piece once. */
export function contentOf({ config, layers }: ImageManifest): readonly Descriptor[] {
  const seen = new Map<Digest, Descriptor>();
  for (const one of [config, ...layers]) if (!seen.has(one.digest)) seen.set(one.digest, one);
  return [...seen.values()];
}

export function sizeOf(content: readonly Descriptor[]): number {
  return content.reduce((sum, { size }) => sum + size, 0);
}

/** How an image differs from the one before it. */
export function compareLayers(now: ImageManifest, before: ImageManifest): LayerDifference {
  const [content, contentBefore] = [contentOf(now), contentOf(before)];
  const [ours, theirs] = [digestsOf(content), digestsOf(contentBefore)];
  return {
    size: sizeOf(content),
    sizeBefore: sizeOf(contentBefore),
    added: content.filter(({ digest }) => !theirs.has(digest)),
    removed: contentBefore.filter(({ digest }) => !ours.has(digest)),
    shared: content.filter(({ digest }) => theirs.has(digest)),
  };
}

function digestsOf(content: readonly Descriptor[]): ReadonlySet<Digest> {
  return new Set(content.map(({ digest }) => digest));
}

import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import type { ImageIndex, IndexEntry, Platform } from './manifest.ts';

/** @param text as builders take it: `linux/amd64`, `linux/arm64/v8`. @throws RegistryError `invalid` */
export function parsePlatform(text: string): Platform {
  const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/.exec(text.toLowerCase());
  const [, os, architecture, variant] = match ?? [];
  if (os === undefined || architecture === undefined)
    throw new RegistryError(
      'invalid',
      `"${shown(text)}" is no platform`,
      'write os/architecture, as in linux/amd64',
    );
  return normalized({ os, architecture, variant: variant ?? null });
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return `${os}/${architecture}${variant === null ? '' : `/${variant}`}`;
}

/** The image of an index that runs on a platform. @throws RegistryError `not-found`, with those that there are */
export function choosePlatform(index: ImageIndex, wanted: Platform, place: string): IndexEntry {
  const images = index.manifests.filter((entry) => !isAttestation(entry));
  const found = images.find(({ platform }) => platform !== null && isSame(platform, wanted));
  if (found !== undefined) return found;
  const there = images.flatMap(({ platform }) =>
    platform === null ? [] : [shown(formatPlatform(platform))],
  );
  throw wrongPlatform(place, wanted, there);
}

export function wrongPlatform(place: string, wanted: Platform, there: readonly string[]): RegistryError {
  return new RegistryError(
    'not-found',
    `${place} has no image for ${formatPlatform(wanted)}, only for ${there.length === 0 ? 'no platform' : there.join(', ')}`,
    `build it for ${formatPlatform(wanted)} too`,
  );
}

export function isSame(one: Platform, other: Platform): boolean {
  return formatPlatform(normalized(one)) === formatPlatform(normalized(other));
}

/** Provenance and SBOM that BuildKit puts beside the images. */
export function isAttestation({ annotations, platform }: IndexEntry): boolean {
  return annotations['vnd.docker.reference.type'] !== undefined || platform?.os === 'unknown';
}

/** As containerd has it: names that mean the same, and variants that go without saying. */
function normalized({ os, architecture, variant }: Platform): Platform {
  switch (architecture) {
    case 'x86_64':
    case 'amd64':
      return { os, architecture: 'amd64', variant: variant === 'v1' ? null : variant };
    case 'aarch64':
    case 'arm64':
      return { os, architecture: 'arm64', variant: variant === 'v8' || variant === '8' ? null : variant };
    case 'arm':
      return { os, architecture, variant: variant === null ? 'v7' : `v${variant.replace(/^v/, '')}` };
    default:
      return { os, architecture, variant };
  }
}

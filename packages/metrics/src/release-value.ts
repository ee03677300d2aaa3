import type { Release, ReleaseLabel } from '@glidepath/model';

/** The label's value for a release; null where it is not known. */
export function valueFor(release: Release, { value }: Pick<ReleaseLabel, 'value'>): string | null {
  switch (value) {
    case 'name':
      return release.name;
    case 'commit':
      return release.commit;
    case 'digest':
      return release.digest;
    case 'short-digest':
      return release.digest.slice('sha256:'.length, 'sha256:'.length + 12);
    // Only the engine knows it; see template-hashes.ts.
    case 'pod-template-hash':
      return null;
  }
}

/** Why releases can't be told apart by this label; null where they can. */
export function confusionOf(releases: readonly Release[], split: ReleaseLabel): string | null {
  const values = releases.map((release) => valueFor(release, split));
  const unknown = values.indexOf(null);
  if (unknown >= 0) {
    return `the ${split.value} of ${releases[unknown]?.name ?? 'a release'} is not known, so that ${split.label} can't tell it`;
  }
  const [one, other] = values;
  if (values.length < 2 || one !== other) return null;
  return `both releases have ${split.label}="${one ?? ''}", so that it can't tell them apart`;
}

import type { Release, ReleaseLabel } from '@glidepath/model';
import { valueFor } from '../release-value.ts';

const LONGEST_TAG = 200;

/** A release's tag as Datadog keeps it; null where it is not known. */
export function tagValueFor(release: Release, split: ReleaseLabel): string | null {
  const value = valueFor(release, split);
  return value === null ? null : normalized(value, split.label);
}

/**
 * Datadog keeps tags in small letters, with an underscore for what is neither letter nor digit nor one of _-:./, up to
 * 200 characters with the key: https://docs.datadoghq.com/getting_started/tagging/
 */
function normalized(value: string, key: string): string {
  return value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\-:./]/gu, '_')
    .slice(0, LONGEST_TAG - key.length - 1);
}

/** Why releases can't be told apart by this tag; null where they can. */
export function confusionOf(releases: readonly Release[], split: ReleaseLabel): string | null {
  const values = releases.map((release) => tagValueFor(release, split));
  const unknown = values.indexOf(null);
  if (unknown >= 0) {
    return `the ${split.value} of ${releases[unknown]?.name ?? 'a release'} is not known, so that ${split.label} can't tell it`;
  }
  const [one, other] = values;
  if (values.length < 2 || one !== other) return null;
  return `both releases have ${split.label}:${one ?? ''} as Datadog keeps tags, so that it can't tell them apart`;
}

import { createHash } from 'node:crypto';
import { TargetError, type Artifact } from '@glidepath/conductor';
import {
  digest,
  type Digest,
  type FlagValue,
  type Json,
  type LaunchDarklyTargetSpec,
  shown,
} from '@glidepath/model';

/** What a release is here. */
export interface Variation {
  /** LaunchDarkly's, for good; the same in every environment. */
  readonly id: string;
  readonly value: Json;
  /** Names the value, so that a value that was edited is another release. */
  readonly digest: Digest;
  /** What it is called as a release; null: it has neither a plain value nor a name. */
  readonly name: string | null;
  /** The name that it was given in LaunchDarkly. */
  readonly givenName: string | null;
  /** How messages call it. */
  readonly label: string;
}

const LONGEST_NAME = 200;

type Place = Pick<LaunchDarklyTargetSpec, 'flag'> & {
  readonly server: Pick<LaunchDarklyTargetSpec['server'], 'project'>;
};

export function variationOf(id: string, value: Json, givenName: string | null, place: Place): Variation {
  const plain = typeof value === 'object' ? null : String(value);
  const own = [plain, givenName].find(isName) ?? null;
  return {
    id,
    value,
    digest: digestOf(value, place),
    name: own,
    givenName,
    label: own ?? shown(JSON.stringify(value)).slice(0, 40),
  };
}

/** SHA-256 of the provider, the project, the flag and the value, as JSON with sorted keys. */
function digestOf(value: Json, { flag, server: { project } }: Place): Digest {
  const text = canonical({ flag, project, provider: 'launchdarkly', value });
  return digest(`sha256:${createHash('sha256').update(text).digest('hex')}`);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([one], [other]) =>
    one < other ? -1 : Number(one > other),
  );
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** What a ledger and a label of a metric can carry. */
function isName(text: string | null): text is string {
  return text !== null && text !== '' && text.length <= LONGEST_NAME && !/\p{Cc}/u.test(text);
}

/**
 * The variation that the delivery file means: by its value, else by its name.
 * @throws TargetError where there is none, or more than one
 */
export function variationMeant(meant: FlagValue, variations: readonly Variation[], flag: string): Variation {
  const byValue = variations.filter(({ value }) => value === meant);
  const found = byValue.length > 0 ? byValue : variations.filter((one) => one.givenName === String(meant));
  const [first, second] = found;
  const those = variations.map(({ label }) => JSON.stringify(label)).join(', ');
  if (first === undefined)
    throw new TargetError(
      `The flag ${flag} has no variation ${JSON.stringify(meant)}: it has ${those}. Name one of them under target.launchdarkly.variation.`,
      true,
    );
  if (second !== undefined)
    throw new TargetError(
      `The flag ${flag} has ${found.length} variations ${JSON.stringify(meant)}, so nobody knows which is meant. Give them values or names that differ.`,
      true,
    );
  return first;
}

/** @throws TargetError where it has no name */
export function artifactOf(variation: Variation, flag: string): Artifact & { readonly name: string } {
  const { digest, name, label } = variation;
  if (name !== null) return { digest, name };
  throw new TargetError(
    `The variation ${label} of the flag ${flag} has nothing that a release could be called by: its value is no short text. Give the variation a name in LaunchDarkly.`,
    true,
  );
}

import type { Digest } from '@glidepath/model';
import type { Wanted } from './demand.ts';

/** Share of traffic by release, each above 0; 100 together, or nothing at all. */
export type Shares = ReadonlyMap<Digest, number>;

export const NOBODY: Shares = new Map();

/** How many of a release's instances may be sent requests. */
export type Ready = (digest: Digest) => number;

/**
 * The next shares on the way to what is wanted: a release gains only what its ready instances can bear, and what it
 * gains is taken first from releases that are not wanted at all.
 */
export function shift(current: Shares, demand: readonly Wanted[], ready: Ready): Shares {
  if (demand.length === 0) return NOBODY;
  if (current.size === 0) return begin(demand, ready);
  const next = new Map(current);
  for (const wanted of demand) {
    const { digest } = wanted.release;
    const has = next.get(digest) ?? 0;
    let missing = bearable(wanted, ready(digest)) - has;
    for (const donor of donors(next, demand)) {
      if (missing <= 0) break;
      const given = Math.min(missing, donor.spare);
      next.set(donor.digest, (next.get(donor.digest) ?? 0) - given);
      next.set(digest, (next.get(digest) ?? 0) + given);
      missing -= given;
    }
  }
  return tidy(next, demand);
}

/** Are the shares those that are wanted? */
export function atTarget(shares: Shares, demand: readonly Wanted[]): boolean {
  const wanted = demand.filter((one) => one.share > 0);
  return shares.size === wanted.length && wanted.every((one) => shares.get(one.release.digest) === one.share);
}

/**
 * Where requests really go: a release that has a share but nothing ready leaves it to the others that have one. Where
 * none has anything ready the shares stay as they are.
 */
export function effective(shares: Shares, ready: Ready): Shares {
  const serving = [...shares].filter(([digest]) => ready(digest) > 0);
  const total = serving.reduce((sum, [, share]) => sum + share, 0);
  if (total === 0 || serving.length === shares.size) return shares;
  return new Map(serving.map(([digest, share]) => [digest, (share * 100) / total]));
}

/** A release by chance, as often as its share says. `chance` is from 0 to 1, 1 excluded. */
export function draw(shares: Shares, chance: number): Digest | null {
  let left = chance * 100;
  let last: Digest | null = null;
  for (const [digest, share] of shares) {
    last = digest;
    left -= share;
    if (left < 0) return digest;
  }
  // Rounding may leave a crumb.
  return last;
}

/** Nobody has traffic yet: the first release that is ready gets all of it. */
function begin(demand: readonly Wanted[], ready: Ready): Shares {
  const able = demand.filter(
    (wanted) => wanted.share > 0 && bearable(wanted, ready(wanted.release.digest)) > 0,
  );
  const total = able.reduce((sum, wanted) => sum + wanted.share, 0);
  return new Map(able.map((wanted) => [wanted.release.digest, (wanted.share * 100) / total]));
}

function bearable(wanted: Wanted, ready: number): number {
  if (ready >= wanted.instances) return wanted.share;
  return wanted.proven ? (wanted.share * ready) / wanted.instances : 0;
}

function donors(shares: Shares, demand: readonly Wanted[]): readonly { digest: Digest; spare: number }[] {
  const targets = new Map(demand.map((wanted) => [wanted.release.digest, wanted.share]));
  return [...shares]
    .map(([digest, share]) => ({ digest, spare: share - (targets.get(digest) ?? 0) }))
    .filter(({ spare }) => spare > 0)
    .toSorted((a, b) => Number(targets.has(a.digest)) - Number(targets.has(b.digest)));
}

/** Sums of fractions come close to what is wanted but miss it by a hair: set them to it. */
function tidy(shares: Shares, demand: readonly Wanted[]): Shares {
  const tidied = new Map<Digest, number>();
  for (const [digest, share] of shares) {
    const target = demand.find((wanted) => wanted.release.digest === digest)?.share ?? 0;
    const exact = Math.abs(share - target) < 1e-6 ? target : share;
    if (exact > 0) tidied.set(digest, exact);
  }
  return tidied;
}

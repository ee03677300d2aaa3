import type { Ledger } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import { UserError } from './user-error.ts';

/** As far back as a release is looked for. */
const FAR_BACK = 1_000;
const DIGITS = /^(?:sha256:)?[0-9a-f]{12,64}$/;

/**
 * The release of the ledger that a person means: by its name, its digest or the digest's first twelve digits or more.
 * @throws UserError where there is none, or several
 */
export async function releaseKnownAs(ledger: Ledger, wanted: string): Promise<Release> {
  const known = await releasesIn(ledger);
  const meant = known.filter((release) => means(release, wanted));
  const found = [...new Map(meant.map((release) => [release.digest, release])).values()];
  const [first, second] = found;
  if (first === undefined) {
    const names = [...new Set(known.map(({ name }) => name))].slice(0, 10);
    const there = names.length === 0 ? 'it knows none' : `it knows ${names.join(', ')}`;
    throw new UserError(`no release ${JSON.stringify(wanted)} is in the ledger ${ledger.ref}; ${there}`);
  }
  if (second !== undefined) {
    const each = found.map(({ digest }) => digest.slice(0, 19)).join(', ');
    throw new UserError(
      `${JSON.stringify(wanted)} is the name of ${found.length} releases; name one by its digest: ${each}`,
    );
  }
  return first;
}

/**
 * The releases that the ledger has seen, the newest first; a digest once for each name that it had.
 * @throws LedgerError
 */
export async function releasesIn(ledger: Ledger): Promise<readonly Release[]> {
  const releases = new Map<string, Release>();
  for (const { state } of await ledger.history(FAR_BACK)) {
    for (const release of [state.rollout?.release, state.live, state.previous]) {
      const key = `${release?.digest} ${release?.name}`;
      if (release != null && !releases.has(key)) releases.set(key, release);
    }
  }
  return [...releases.values()];
}

function means({ name, digest }: Release, wanted: string): boolean {
  if (name === wanted) return true;
  const digits = wanted.startsWith('sha256:') ? wanted : `sha256:${wanted}`;
  return DIGITS.test(wanted) && digest.startsWith(digits);
}

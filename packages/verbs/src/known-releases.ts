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
  const found = new Map<string, Release>();
  const names: string[] = [];
  for (const { state } of await ledger.history(FAR_BACK)) {
    for (const release of [state.live, state.previous, state.rollout?.release ?? null]) {
      if (release === null || found.has(release.digest)) continue;
      if (!names.includes(release.name)) names.push(release.name);
      if (means(release, wanted)) found.set(release.digest, release);
    }
  }
  const [first, second] = [...found.values()];
  if (first === undefined) {
    const known = names.length === 0 ? 'it knows none' : `it knows ${names.slice(0, 10).join(', ')}`;
    throw new UserError(`no release ${JSON.stringify(wanted)} is in the ledger ${ledger.ref}; ${known}`);
  }
  if (second !== undefined) {
    const each = [...found.values()].map(({ digest }) => digest.slice(0, 19)).join(', ');
    throw new UserError(
      `${JSON.stringify(wanted)} is the name of ${found.size} releases; name one by its digest: ${each}`,
    );
  }
  return first;
}

function means({ name, digest }: Release, wanted: string): boolean {
  if (name === wanted) return true;
  const digits = wanted.startsWith('sha256:') ? wanted : `sha256:${wanted}`;
  return DIGITS.test(wanted) && digest.startsWith(digits);
}

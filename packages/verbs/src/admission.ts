import type { Ledger } from '@glidepath/conductor';
import type { Digest, Release } from '@glidepath/model';
import type { EnvironmentState, Event } from '@glidepath/rollout';

/** More entries than lie between a promotion in one environment and the delivery to the next. */
const FAR_BACK = 1_000;

/** Whether this digest was promoted by this ledger, and was not found bad there since. */
export async function wasPromoted(ledger: Ledger, digest: Digest): Promise<boolean> {
  return promotedThere(ledger, (release) => release.digest === digest);
}

/** The same of whatever was made from this commit. */
export async function commitWasPromoted(ledger: Ledger, commit: string): Promise<boolean> {
  return promotedThere(ledger, (release) => release.commit === commit);
}

async function promotedThere(ledger: Ledger, meant: (release: Release) => boolean): Promise<boolean> {
  const head = await ledger.head();
  if (head === null) return false;
  const { live, blocked } = head.state;
  if (live !== null && meant(live)) return true;
  const bad = new Set(blocked.map(({ digest }) => digest));
  const entries = await ledger.history(FAR_BACK);
  return entries.some(({ event, state }) => {
    const release = promotedBy(event, state);
    return release !== null && meant(release) && !bad.has(release.digest);
  });
}

function promotedBy(event: Event, { rollout }: EnvironmentState): Release | null {
  return event.kind === 'ended' && event.decision === 'promoted' ? (rollout?.release ?? null) : null;
}

import type { Ledger } from '@glidepath/conductor';
import type { Digest } from '@glidepath/model';
import type { EnvironmentState, Event } from '@glidepath/rollout';

/** More entries than lie between a promotion in one environment and the delivery to the next. */
const FAR_BACK = 1_000;

/** Whether this digest was promoted by this ledger, and was not found bad there since. */
export async function wasPromoted(ledger: Ledger, digest: Digest): Promise<boolean> {
  const head = await ledger.head();
  if (head === null) return false;
  if (head.state.live?.digest === digest) return true;
  if (head.state.blocked.some((block) => block.digest === digest)) return false;
  const entries = await ledger.history(FAR_BACK);
  return entries.some(({ event, state }) => isPromotionOf(event, state, digest));
}

function isPromotionOf(event: Event, { rollout }: EnvironmentState, digest: Digest): boolean {
  return event.kind === 'ended' && event.decision === 'promoted' && rollout?.release.digest === digest;
}

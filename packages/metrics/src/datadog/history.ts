import type { Past, SliHistory } from '@glidepath/conductor';
import { MINUTE_MS, minutesIn, noPast, pastOf, pastSpan } from '../past-minutes.ts';
import { askAll, askFor } from './batch.ts';
import type { Client } from './client.ts';
import type { Measured } from './measured.ts';
import { confusionOf, tagValueFor } from './tag-value.ts';

/** What a release counted minute by minute: of all SLIs in one request. */
export async function historyOf(
  client: Client,
  all: readonly Measured[],
  past: Past,
  settled: number,
  limitMs: number,
): Promise<readonly SliHistory[]> {
  const span = pastSpan(past, settled);
  const found = await askAll(client, all.map(askFor), { ...span, interval: MINUTE_MS }, limitMs);
  return all.map(({ slo: { name }, source: { split } }) => {
    const confusion = confusionOf([past.release], split);
    const answer = found.get(name);
    if (confusion !== null || answer === undefined) return noPast(name, confusion ?? 'it was not asked for');
    if (answer.kind !== 'counts') return noPast(name, answer.why);
    const counts = answer.releases.get(tagValueFor(past.release, split) ?? '');
    return pastOf(
      name,
      minutesIn(span).flatMap(({ from }) => counts?.get(from) ?? []),
    );
  });
}

import type { Past, SliHistory } from '@glidepath/conductor';
import { minutesIn, noPast, pastOf, pastSpan } from '../past-minutes.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import type { SearchClient } from './client.ts';
import { releaseSearch, type Measured } from './searches.ts';

/** What a release counted minute by minute: one search for each SLI, all in one request. */
export async function historyOf(
  client: SearchClient,
  all: readonly Measured[],
  past: Past,
  settled: number,
  limitMs: number,
): Promise<readonly SliHistory[]> {
  const spans = minutesIn(pastSpan(past, settled));
  const results = await client.search(
    all.map((one) => releaseSearch(one, valueFor(past.release, one.source.split) ?? '', spans)),
    limitMs,
  );
  return all.map(({ slo: { name }, source: { split } }, index) => {
    const confusion = confusionOf([past.release], { label: split.field, value: split.value });
    const result = results[index];
    if (confusion !== null || result === undefined) return noPast(name, confusion ?? 'it was not asked for');
    if (result.kind !== 'found') return noPast(name, result.why);
    const { releases } = result.found;
    return releases.length === spans.length
      ? pastOf(name, releases)
      : noPast(name, 'the answer has other minutes than were asked for');
  });
}

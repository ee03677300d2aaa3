import type { Counts } from '@glidepath/analysis';
import type { Past, SliHistory } from '@glidepath/conductor';
import type { Trouble } from '../source.ts';
import { minutesIn, noPast, pastOf, pastSpan } from '../past-minutes.ts';

/** What was counted in a time. */
export type Told =
  { readonly ok: true; readonly counts: Counts } | { readonly ok: false; readonly trouble: Trouble };

/** So many questions at once: nobody knows what the endpoint can take. */
const AT_ONCE = 5;

/** What a release counted minute by minute, one question a minute; the first trouble ends it. */
export async function historyOf(
  sli: string,
  past: Past,
  settled: number,
  countsOf: (since: number, until: number) => Promise<Told>,
): Promise<SliHistory> {
  const spans = minutesIn(pastSpan(past, settled));
  const counts: Counts[] = [];
  for (let next = 0; next < spans.length; next += AT_ONCE) {
    const some = spans.slice(next, next + AT_ONCE);
    for (const told of await Promise.all(some.map(async ({ from, to }) => countsOf(from, to)))) {
      if (!told.ok) return noPast(sli, told.trouble.why);
      counts.push(told.counts);
    }
  }
  return pastOf(sli, counts);
}

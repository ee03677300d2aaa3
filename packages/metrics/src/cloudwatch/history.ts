import type { Past, SliHistory } from '@glidepath/conductor';
import { formatDuration, type CloudWatchServer } from '@glidepath/model';
import { MINUTE_MS, minutesIn, noPast, pastOf, pastSpan } from '../past-minutes.ts';
import type { Client } from './client.ts';
import { releaseConfusion, releaseValue, type Measured } from './measured.ts';
import { countsByRelease, type ByRelease } from './release-counts.ts';

/** What a release counted minute by minute: of all SLIs in one call. */
export async function historyOf(
  client: Client,
  { period, delay }: CloudWatchServer,
  all: readonly Measured[],
  past: Past,
  now: number,
  limitMs: number,
): Promise<readonly SliHistory[]> {
  if (period > MINUTE_MS) {
    return all.map(({ slo }) => noPast(slo.name, `its periods are ${formatDuration(period)} long`));
  }
  const span = pastSpan(past, now - delay);
  const asking = all.map((one) => ({ one, releases: [releaseValue(past.release, one.source) ?? ''] }));
  const answers = await countsByRelease(client, asking, span, MINUTE_MS, limitMs);
  return asking.map(({ one, releases: [value = ''] }, index) => {
    const { name } = one.slo;
    const confusion = releaseConfusion([past.release], one.source);
    const answer: ByRelease | undefined = answers[index];
    if (confusion !== null || answer === undefined) return noPast(name, confusion ?? 'it was not asked for');
    if (answer.kind !== 'by-release') return noPast(name, answer.why);
    const counts = answer.counts.get(value);
    return pastOf(
      name,
      minutesIn(span).flatMap(({ from }) => counts?.get(from) ?? []),
    );
  });
}

import type { Counts } from '@glidepath/analysis';
import { formatDuration, millis, type DatadogServer } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import type { Expected, SliCheck, Trouble } from '../source.ts';
import { noData } from '../web/json-api.ts';
import { askAll, askFor, UNTAGGED, type Ask, type Found, type Tallied } from './batch.ts';
import type { Client, Span } from './client.ts';
import { knownOf, misspeltTrouble, unsureOf } from './known-metrics.ts';
import { queryText, shownQuery, type Measured } from './measured.ts';
import { confusionOf, tagValueFor } from './tag-value.ts';
import { INTERVAL_MS, Tally } from './tally.ts';

const MOST_SHOWN = 10;

/** Whether each SLI can be measured for the release that is there already; without one, whether its queries are taken. */
export async function checkAll(
  client: Client,
  measured: readonly Measured[],
  releases: Expected,
  to: number,
  { timeout, maxAge }: DatadogServer,
): Promise<readonly SliCheck[]> {
  const keys = await client.keysTrouble(timeout);
  const span = { from: new Tally(maxAge).from(to), to, interval: INTERVAL_MS };
  const asks = measured.flatMap((one) => [askFor(one), ...sketchAsk(one)]);
  const found = keys === null ? await askAll(client, asks, span, timeout) : new Map<string, Found>();
  const doubtful =
    keys === null && releases.stable !== null ? measured.filter((one) => neverFailed(one, found)) : [];
  const known = await knownOf(client, doubtful.flatMap(unsureOf), to, timeout);
  return measured.map((one): SliCheck => {
    const trouble = keys ?? troubleOf(one, found, known, releases, span);
    return { sli: one.slo.name, query: shownQuery(one), trouble };
  });
}

/** All values of a distribution, asked for by a threshold: that works only where its percentiles are enabled. */
function sketchAsk({ slo, source: { counts, split } }: Measured): readonly Ask[] {
  if (counts.kind !== 'distribution') return [];
  const all = { kind: 'count-values', operator: '>=', threshold: 0 } as const;
  const total = [{ aggregator: all, ...counts.distribution }];
  return [{ key: sketchKey(slo.name), tag: split.label, total, bad: [] }];
}

function sketchKey(name: string): string {
  return `${name} by threshold`;
}

function troubleOf(
  one: Measured,
  found: ReadonlyMap<string, Found>,
  known: ReadonlyMap<string, Found>,
  { candidate, stable }: Expected,
  span: Span,
): Trouble | null {
  const { split, server } = one.source;
  const confusion = confusionOf(
    [candidate, stable].flatMap((release) => release ?? []),
    split,
  );
  if (confusion !== null)
    return noData(confusion, 'name the releases apart with --release, or take another value under split');
  const counts = found.get(one.slo.name);
  if (counts === undefined || counts.kind !== 'counts') return counts ?? null;
  const sketch = found.get(sketchKey(one.slo.name));
  if (sketch !== undefined && sketch.kind !== 'counts') return percentilesOff(one, sketch.why);
  if (stable === null) return null;
  const value = tagValueFor(stable, split) ?? '';
  return (
    releaseTrouble(one, counts.releases, value, span.to - span.from) ??
    (sketch !== undefined && totalIn(sketch.releases) === 0 ? percentilesOff(one, null) : null) ??
    countsTrouble(one, counts.releases.get(value) ?? new Map<number, Counts>()) ??
    ageTrouble(counts.releases, value, split.label, span.to, server.maxAge) ??
    misspeltTrouble(unsureOf(one), known)
  );
}

/** Nothing is selected, or nothing of the stable release. */
function releaseTrouble(
  { source: { split }, total }: Measured,
  releases: Tallied,
  value: string,
  lengthMs: number,
): Trouble | null {
  if ((releases.get(value)?.size ?? 0) > 0) return null;
  const text = total.map((count) => queryText(count, split.label)).join(' + ');
  const last = `the last ${formatDuration(millis(lengthMs))}`;
  const values = [...releases].flatMap(([other, points]) => (points.size > 0 ? [other] : []));
  if (values.length === 0) {
    return noData(
      `${text} counts nothing in ${last}`,
      'check the name of the metric, the filter, and that it is sent',
    );
  }
  const tagged = values.filter((other) => other !== UNTAGGED);
  if (tagged.length === 0) {
    return noData(
      `what ${text} counts has no tag ${split.label}, so that the releases can't be told apart`,
      'send the tag (DD_VERSION sets version), or name the one that tells releases apart under split',
    );
  }
  return noData(
    `nothing in ${last} has ${split.label}:${value}, the stable release; there are ${listed(tagged)}`,
    'give the application its release as this tag, or say under split what its value is',
  );
}

function percentilesOff({ source: { counts } }: Measured, said: string | null): Trouble {
  const metric = counts.kind === 'distribution' ? counts.distribution.metric : '';
  const cause = said === null ? 'Datadog counts none of its values by a threshold' : said;
  return noData(
    `late requests can't be counted in ${metric}: ${cause}`,
    'send it as a distribution, and enable its percentiles under Metrics Summary',
  );
}

function countsTrouble({ source: { split } }: Measured, points: ReadonlyMap<number, Counts>): Trouble | null {
  const [bad, total] = [sumOf(points, 'bad'), sumOf(points, 'total')];
  if (bad <= total) return null;
  return noData(
    `by ${split.label} there are ${bad} bad requests of ${total}`,
    'bad must be a part of total: check both queries',
  );
}

/** What a look would say now. */
function ageTrouble(
  releases: Tallied,
  value: string,
  tag: string,
  to: number,
  maxAge: number,
): Trouble | null {
  const tally = new Tally(maxAge);
  tally.add(releases, to);
  const reading = tally.reading(value, tag, to);
  if (reading.kind !== 'no-data') return null;
  return noData(reading.why, 'check that it is sent; max-age is at least twice the time between two counts');
}

/** Whether nothing failed, as counted by metrics that count nothing else here: a misspelt one never would. */
function neverFailed(one: Measured, found: ReadonlyMap<string, Found>): boolean {
  const counts = found.get(one.slo.name);
  if (counts?.kind !== 'counts') return false;
  const failed = [...counts.releases.values()].some((points) => sumOf(points, 'bad') > 0);
  return !failed && unsureOf(one).length > 0;
}

function totalIn(releases: Tallied): number {
  return [...releases.values()].reduce((sum, points) => sum + sumOf(points, 'total'), 0);
}

function sumOf(points: ReadonlyMap<number, Counts>, part: 'bad' | 'total'): number {
  return [...points.values()].reduce((sum, counts) => sum + counts[part], 0);
}

function listed(names: readonly string[]): string {
  const cut = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…'] : names;
  return shown(cut.join(', '));
}

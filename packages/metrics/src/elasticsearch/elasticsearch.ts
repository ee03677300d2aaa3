import type { Reading } from '@glidepath/analysis';
import type { Latency, Pair, SourceReading } from '@glidepath/conductor';
import type { Release, SearchEngine, SearchServer } from '@glidepath/model';
import { confusionOf, valueFor } from '../release-value.ts';
import type { ForeignSource, SourceContext } from '../source.ts';
import { WindowCounts } from '../window-counts.ts';
import type { Bucket } from './answer.ts';
import { checkSli } from './check.ts';
import { SearchClient, type Searched } from './client.ts';
import { historyOf } from './history.ts';
import { lookSearch, measuredIn, perMs, type Measured, type Search, type Span } from './searches.ts';
import { spentOf } from './spent.ts';
import { staleness } from './staleness.ts';
import { usagesOf } from './usage.ts';

/**
 * SLIs from documents, one a request: at each look all of them in one request, counted from the first look on, so that
 * documents that come in late are counted when they are there.
 */
export function createElasticsearch(
  kind: SearchEngine,
  server: SearchServer,
  context: SourceContext,
  now: () => number = Date.now,
): ForeignSource {
  const client = new SearchClient(kind, server, context);
  const counts = new WindowCounts();
  let since: number | null = null;
  const settled = (): number => now() - server.delay;
  return {
    async read(slos, releases) {
      const to = settled();
      since ??= to;
      const looks = measuredIn(slos).map((one) => lookAt(one, releases, { from: since ?? to, to }));
      const searches = looks.flatMap(({ search }) => search ?? []);
      const found = await client.search(searches, context.lookLimit);
      const results = new Map(searches.map((search, index) => [search, found[index]]));
      return looks.map((look) => readingOf(look, releases, results, counts, now()));
    },
    history: async (slos, past) => historyOf(client, measuredIn(slos), past, settled(), context.lookLimit),
    check: async (slos, releases) =>
      Promise.all(measuredIn(slos).map((one) => checkSli(client, one, releases, settled(), server.timeout))),
    usage: async (slos) => usagesOf(client, measuredIn(slos), settled(), server.timeout),
    spent: async (questions, limit) => spentOf(client, questions, settled(), limit),
  };
}

/** One SLI at one look; no search where the releases can't be told apart. */
interface LookAt {
  readonly measured: Measured;
  readonly span: Span;
  readonly search: Search | null;
  readonly confusion: string | null;
}

function lookAt(measured: Measured, { candidate, stable }: Pair, span: Span): LookAt {
  const { split } = measured.source;
  const known = [candidate, ...(stable === null ? [] : [stable])];
  const confusion = confusionOf(known, { label: split.field, value: split.value });
  const values = known.flatMap((release) => valueFor(release, split) ?? []);
  const search = confusion === null ? lookSearch(measured, values, span) : null;
  return { measured, span, search, confusion };
}

function readingOf(
  { measured, span, search, confusion }: LookAt,
  { candidate, stable }: Pair,
  results: ReadonlyMap<Search, Searched | undefined>,
  counts: WindowCounts,
  now: number,
): SourceReading {
  const { slo, source } = measured;
  const both = (reading: Reading): SourceReading => ({
    sli: slo.name,
    candidate: reading,
    stable: stable === null ? null : reading,
    latency: null,
  });
  const noData = (why: string): SourceReading => both({ kind: 'no-data', why });
  if (confusion !== null) return noData(confusion);
  const result = search === null ? undefined : results.get(search);
  if (result === undefined) return noData('nothing was asked');
  if (result.kind !== 'found') return both({ kind: result.kind, why: `${result.why}; ${result.mend}` });
  const { found } = result;
  const stale = staleness(found, span.from, now, source.server);
  if (stale !== null) return noData(stale);
  const [own, other] = found.releases;
  const of = (release: Release, bucket: Bucket | undefined): Reading => {
    const value = valueFor(release, source.split) ?? '';
    if (bucket === undefined) return { kind: 'no-data', why: 'the answer lacks a release' };
    const what = `${source.split.field}: ${value}`;
    // No document is no count of 0, but for the first look, of no time at all: from it the judge begins to count.
    if (bucket.total === 0 && span.to > span.from)
      return { kind: 'no-data', why: `no document has ${what} yet` };
    return counts.reading(`${slo.name} ${value}`, bucket, what, span.to);
  };
  const latency = (bucket: Bucket | undefined): Latency | null => latencyOf(measured, bucket);
  return {
    sli: slo.name,
    candidate: of(candidate, own),
    stable: stable === null ? null : of(stable, other),
    latency:
      source.counts.kind === 'duration'
        ? { candidate: latency(own), stable: stable === null ? null : latency(other) }
        : null,
  };
}

function latencyOf({ source: { counts } }: Measured, bucket: Bucket | undefined): Latency | null {
  if (counts.kind !== 'duration' || bucket === undefined || bucket.spent === null) return null;
  const sumMs = bucket.spent / perMs(counts.unit);
  return Number.isFinite(sumMs) ? { sumMs, count: bucket.total } : null;
}

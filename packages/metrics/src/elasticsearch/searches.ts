import type { DurationUnit, Json, SearchQuery, SearchSource, Slo } from '@glidepath/model';

/** An SLO that is measured by counting documents. */
export interface Measured {
  readonly slo: Slo;
  readonly source: SearchSource;
}

/** Milliseconds since 1970; `to` is not within. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One search: the indices and what is asked of them. */
export interface Search {
  readonly index: string;
  readonly body: { readonly [key: string]: Json };
}

export function measuredIn(slos: readonly Slo[]): readonly Measured[] {
  return slos.flatMap((slo): readonly Measured[] => {
    const { source } = slo;
    return source.kind === 'elasticsearch' || source.kind === 'opensearch' ? [{ slo, source }] : [];
  });
}

/** All and bad documents of these releases, in their order, and the newest document of any. */
export function lookSearch({ slo, source }: Measured, releases: readonly string[], span: Span): Search {
  const filters = releases.map((value): Json => ({ term: { [source.split.field]: value } }));
  return counting({ slo, source }, span, { filters: { filters } });
}

/** The same, and which releases there are. */
export function checkSearch(measured: Measured, releases: readonly string[], span: Span): Search {
  const { index, body } = lookSearch(measured, releases, span);
  const { field } = measured.source.split;
  const aggregations = { ...mapped(body['aggregations']), values: { terms: { field, size: MOST_RELEASES } } };
  return { index, body: { ...body, aggregations } };
}

/** By release, whichever there are. */
export function ratesSearch(measured: Measured, span: Span): Search {
  const { field } = measured.source.split;
  return counting(measured, span, { terms: { field, size: MOST_RELEASES } });
}

/** All releases together, in each of these times, in their order; at least one. */
export function spansSearch(measured: Measured, spans: readonly Span[]): Search {
  const all = {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
  };
  const filters = spans.map((span) => within(measured.source, span));
  return counting(measured, all, { filters: { filters } });
}

/** One release in each of these times, in their order; at least one. */
export function releaseSearch(measured: Measured, release: string, spans: readonly Span[]): Search {
  const all = {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
  };
  const own: Json = { term: { [measured.source.split.field]: release } };
  const filters = spans.map((span): Json => ({ bool: { filter: [own, within(measured.source, span)] } }));
  return counting(measured, all, { filters: { filters } });
}

/** Buckets are paid for by the server; no more releases than this are ever looked at. */
const MOST_RELEASES = 20;

function counting({ slo, source }: Measured, span: Span, releases: { readonly [key: string]: Json }): Search {
  const { counts, index, time } = source;
  const timed: Json[] = counts.kind === 'duration' ? [{ exists: { field: counts.field } }] : [];
  const spent: Record<string, Json> =
    counts.kind === 'duration' ? { spent: { sum: { field: counts.field } } } : {};
  return {
    index,
    body: {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [within(source, span), queryJson(counts.total), ...timed] } },
      aggregations: {
        newest: { max: { field: time } },
        releases: { ...releases, aggregations: { bad: { filter: badQuery(slo, source) }, ...spent } },
      },
    },
  };
}

function within({ time }: SearchSource, { from, to }: Span): Json {
  return { range: { [time]: { gte: from, lt: to, format: 'epoch_millis' } } };
}

function badQuery({ objective }: Slo, { counts }: SearchSource): Json {
  switch (counts.kind) {
    case 'queries':
      return queryJson(counts.bad);
    case 'duration': {
      // The file is read such that durations go with objectives that have a threshold.
      const threshold = objective.kind === 'latency' ? objective.threshold : 0;
      return { range: { [counts.field]: { gt: threshold * perMs(counts.unit) } } };
    }
  }
}

function queryJson(query: SearchQuery): Json {
  return query.kind === 'text' ? { query_string: { query: query.text } } : { ...query.query };
}

export function perMs(unit: DurationUnit): number {
  switch (unit) {
    case 'ns':
      return 1e6;
    case 'us':
      return 1e3;
    case 'ms':
      return 1;
    case 's':
      return 1e-3;
  }
}

function mapped(json: Json | undefined): { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
}

/** As the console of either engine takes it. */
export function queryText({ index, body }: Search): string {
  return `GET ${index}/_search ${JSON.stringify(body)}`;
}

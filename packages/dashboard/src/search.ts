import type { DurationUnit, Millis, SearchCounts, SearchSource, Slo } from '@glidepath/model';
import type { DataSource, SearchQuery } from './grafana.ts';
import type { Sized } from './grid.ts';
import { chart, text } from './panels.ts';
import { thresholdOf } from './slo-words.ts';

/** Panels for an SLO over logs: documents by release. Shares of two queries are nothing that a data source's query can say. */
export function searchPanels(slo: Slo, logs: SearchSource, source: DataSource): readonly Sized[] {
  const { counts } = logs;
  const queries = lucene(counts, thresholdOf(slo));
  if (queries === null) return [unwritable];
  const count = (title: string, query: string): Sized => {
    const described = { title, description: whatIsRead(logs), source, unit: 'short' };
    return { panel: chart({ ...described, targets: [counted(logs, query)] }), w: 12, h: 8 };
  };
  return [
    count('Requests by release', queries.total),
    count('Bad requests by release', queries.bad),
    ...durations(slo, logs, queries.total, source),
  ];
}

const unwritable: Sized = {
  panel: text(
    'Requests by release',
    "Grafana's data source takes queries in Lucene's syntax, and this SLO is written in the query DSL. `glidepath check-slos` shows the figures.",
  ),
  w: 24,
  h: 4,
};

/** The two queries in Lucene's syntax; null where they are not written in it. */
function lucene(
  counts: SearchCounts,
  threshold: Millis | null,
): { readonly total: string; readonly bad: string } | null {
  if (counts.total.kind !== 'text') return null;
  const total = `(${counts.total.text})`;
  switch (counts.kind) {
    case 'queries':
      return counts.bad.kind === 'text' ? { total, bad: `${total} AND (${counts.bad.text})` } : null;
    case 'duration': {
      if (threshold === null) return null;
      const field = counts.field.replaceAll(/[^\p{L}\p{N}_.@]/gu, String.raw`\$&`);
      const some = `${total} AND _exists_:${field}`;
      return { total: some, bad: `${some} AND ${field}:>${threshold * PER_MILLI[counts.unit]}` };
    }
  }
}

const PER_MILLI: Readonly<Record<DurationUnit, number>> = { ns: 1e6, us: 1e3, ms: 1, s: 1e-3 };
/** As Grafana names them. */
const UNITS: Readonly<Record<DurationUnit, string>> = { ns: 'ns', us: 'µs', ms: 'ms', s: 's' };

function durations(slo: Slo, logs: SearchSource, query: string, source: DataSource): readonly Sized[] {
  const { counts } = logs;
  const threshold = thresholdOf(slo);
  if (counts.kind !== 'duration' || threshold === null) return [];
  const percentiles = {
    ...counted(logs, query),
    metrics: [
      { id: '1', type: 'percentiles', field: counts.field, settings: { percents: ['50', '95', '99'] } },
    ],
  };
  const panel = chart({
    title: 'Latency by release',
    description: `What half, 95 % and 99 % of the requests stay below. The line is what the objective allows. ${whatIsRead(logs)}`,
    source,
    targets: [percentiles],
    unit: UNITS[counts.unit],
    limit: threshold * PER_MILLI[counts.unit],
  });
  return [{ panel, w: 24, h: 8 }];
}

function counted({ split, time }: SearchSource, query: string): SearchQuery {
  return {
    refId: 'A',
    query,
    timeField: time,
    metrics: [{ id: '1', type: 'count' }],
    bucketAggs: [
      {
        id: '2',
        type: 'terms',
        field: split.field,
        settings: { size: '10', order: 'desc', orderBy: '_count', min_doc_count: '1' },
      },
      { id: '3', type: 'date_histogram', field: time, settings: { interval: 'auto', min_doc_count: '0' } },
    ],
  };
}

/** In Grafana the index belongs to the data source. */
function whatIsRead({ index, split }: SearchSource): string {
  return `Of the ten most frequent values of ${split.field}. The data source must read ${index}.`;
}

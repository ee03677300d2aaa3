import {
  formatAggregator,
  type DatadogCount,
  type DatadogSource,
  type Objective,
  type Slo,
} from '@glidepath/model';

/** An SLO that is measured in Datadog. */
export interface Measured {
  readonly slo: Slo;
  readonly source: DatadogSource;
  /** Counts whose sum it is. */
  readonly total: readonly DatadogCount[];
  readonly bad: readonly DatadogCount[];
}

export function measuredIn(slos: readonly Slo[]): readonly Measured[] {
  return slos.flatMap((slo): readonly Measured[] => {
    const { source } = slo;
    return source.kind === 'datadog' ? [{ slo, source, ...countsOf(source, slo.objective) }] : [];
  });
}

/** Late requests of a distribution are those above the threshold. */
function countsOf({ counts }: DatadogSource, objective: Objective): Pick<Measured, 'total' | 'bad'> {
  switch (counts.kind) {
    case 'counts':
      return counts;
    case 'distribution': {
      if (objective.kind !== 'latency') return { total: [], bad: [] };
      const threshold = inUnit(objective.threshold, counts.unit);
      const late = { kind: 'count-values', operator: '>', threshold } as const;
      return {
        total: [{ aggregator: { kind: 'count' }, ...counts.distribution }],
        bad: [{ aggregator: late, ...counts.distribution }],
      };
    }
  }
}

function inUnit(ms: number, unit: 'ns' | 'us' | 'ms' | 's'): number {
  switch (unit) {
    case 'ns':
      return ms * 1e6;
    case 'us':
      return ms * 1e3;
    case 'ms':
      return ms;
    case 's':
      return ms / 1000;
  }
}

/** A count as Datadog takes it. `tag`: by which it is grouped; null: not at all. */
export function queryText({ aggregator, metric, filter }: DatadogCount, tag: string | null): string {
  const group = tag === null ? '' : ` by {${tag}}`;
  return `${formatAggregator(aggregator)}:${metric}{${filter}}${group}.as_count()`;
}

/** For a person to try by hand. */
export function shownQuery({ total, bad, source }: Measured): string {
  return `total ${sumText(total, source.split.label)}, bad ${sumText(bad, source.split.label)}`;
}

/** The same of the whole service, whichever release answered. */
export function shownWhole({ total, bad }: Measured): string {
  return `total ${sumText(total, null)}, bad ${sumText(bad, null)}`;
}

function sumText(counts: readonly DatadogCount[], tag: string | null): string {
  return counts.map((count) => queryText(count, tag)).join(' + ');
}

import type { Objective, PrometheusCounts, PrometheusServer, PrometheusSource, Slo } from '@glidepath/model';

/** An SLO that is measured in Prometheus. */
export interface Measured {
  readonly slo: Slo;
  readonly source: PrometheusSource;
  readonly measure: Measure;
}

/** What of it a reading depends on. */
export interface Measure {
  readonly objective: Objective;
  readonly counts: PrometheusCounts;
  readonly split: string;
  readonly maxAge: PrometheusServer['maxAge'];
}

export function measuredIn(slos: readonly Slo[]): readonly Measured[] {
  return slos.flatMap((slo): readonly Measured[] => {
    const { source, objective } = slo;
    if (source.kind !== 'prometheus') return [];
    const { counts, split, server } = source;
    return [{ slo, source, measure: { objective, counts, split: split.label, maxAge: server.maxAge } }];
  });
}

/** The objective's threshold in the unit of the histogram's edges; null where nothing is timed. */
export function thresholdOf({ objective, counts }: Pick<Measure, 'objective' | 'counts'>): number | null {
  if (objective.kind !== 'latency' || counts.kind !== 'histogram') return null;
  return counts.unit === 'ms' ? objective.threshold : objective.threshold / 1000;
}

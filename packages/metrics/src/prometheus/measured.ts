import type { Objective, PrometheusCounts, PrometheusServer, PrometheusSource, Slo } from '@glidepath/model';
import { chooseEdge, commonEdges, type Choice } from './edges.ts';
import { chooseNativeEdge } from './native.ts';
import type { Parts } from './series.ts';

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
  return slos.flatMap((slo) => measuredOf(slo) ?? []);
}

export function measuredOf(slo: Slo): Measured | null {
  const { source, objective } = slo;
  if (source.kind !== 'prometheus') return null;
  const { counts, split, server } = source;
  return { slo, source, measure: { objective, counts, split: split.label, maxAge: server.maxAge } };
}

/** The objective's threshold in the unit of the histogram's edges; null where nothing is timed. */
export function thresholdOf({ objective, counts }: Pick<Measure, 'objective' | 'counts'>): number | null {
  if (objective.kind !== 'latency' || !('histogram' in counts)) return null;
  return counts.unit === 'ms' ? objective.threshold : objective.threshold / 1000;
}

/** Which edge stands for the threshold, as far as these samples tell; null where nothing is timed. */
export function choiceIn(parts: Parts, measure: Pick<Measure, 'objective' | 'counts'>): Choice | null {
  const { counts } = measure;
  const threshold = thresholdOf(measure);
  if (threshold === null || !('histogram' in counts)) return null;
  if (counts.kind === 'native-histogram') {
    const histograms = parts.histogram.flatMap(({ histogram }) => histogram ?? []);
    return chooseNativeEdge(histograms, threshold, counts.edge);
  }
  if (parts.bucket.length === 0) return { kind: 'unknown' };
  return chooseEdge(commonEdges(parts.bucket), threshold, counts.edge);
}

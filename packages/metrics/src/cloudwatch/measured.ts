import {
  RELEASE_PLACE,
  type CloudWatchMetric,
  type CloudWatchSource,
  type CloudWatchTerm,
  type Release,
  type Slo,
} from '@glidepath/model';
import { confusionOf, valueFor } from '../release-value.ts';

/** An SLO that is measured in CloudWatch. */
export interface Measured {
  readonly slo: Slo;
  readonly source: CloudWatchSource;
}

export function measuredIn(slos: readonly Slo[]): readonly Measured[] {
  return slos.flatMap((slo): readonly Measured[] =>
    slo.source.kind === 'cloudwatch' ? [{ slo, source: slo.source }] : [],
  );
}

/** The value that stands for a release; null where it is not known. */
export function releaseValue(release: Release, { value }: CloudWatchSource): string | null {
  return valueFor(release, { value });
}

/** Why releases can't be told apart; null where they can. */
export function releaseConfusion(releases: readonly Release[], { value }: CloudWatchSource): string | null {
  return confusionOf(releases, { label: RELEASE_PLACE, value });
}

/** Dimensions with the release in its place, sorted by name. */
export function dimensionsFor(
  { dimensions }: CloudWatchMetric,
  release: string,
): readonly { readonly Name: string; readonly Value: string }[] {
  return Object.entries(dimensions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([Name, value]) => ({ Name, Value: value.replaceAll(RELEASE_PLACE, release) }));
}

/** `AWS/ApplicationELB RequestCount{TargetGroup="targetgroup/v1/0a"}`, as a person writes it. */
export function metricText(metric: CloudWatchMetric, release: string): string {
  const pairs = dimensionsFor(metric, release).map(({ Name, Value }) => `${Name}=${JSON.stringify(Value)}`);
  return `${metric.namespace} ${metric.metric}{${pairs.join(', ')}}`;
}

/** All metrics of a term; at least one. */
export function metricsOf(term: CloudWatchTerm): readonly CloudWatchMetric[] {
  return term.kind === 'metric' ? [term] : Object.values(term.metrics);
}

/** What counts all requests. */
export function totalOf({ counts }: CloudWatchSource): readonly CloudWatchMetric[] {
  return counts.kind === 'counts' ? metricsOf(counts.total) : [counts.metric];
}

/** The whole question about one release, for a person to try by hand. */
export function questionText(measured: Measured, release: string): string {
  return `${countedText(measured, release)}, every ${measured.source.server.period / 1000} s`;
}

/** The same without the length of a period. */
export function countedText({ slo, source: { counts } }: Measured, release: string): string {
  switch (counts.kind) {
    case 'counts':
      return `total ${termText(counts.total, release)}, bad ${termText(counts.bad, release)}`;
    case 'latency': {
      const [within, late] = halves(slo, counts.unit);
      return `SampleCount, ${within} and ${late} of ${metricText(counts.metric, release)}`;
    }
  }
}

function termText(term: CloudWatchTerm, release: string): string {
  if (term.kind === 'metric') return `${term.stat} of ${metricText(term, release)}`;
  const parts = Object.entries(term.metrics).map(
    ([name, one]) => `${name} = ${one.stat} of ${metricText(one, release)}`,
  );
  return `${term.expression} (${parts.join('; ')})`;
}

/**
 * Statistics that count the values up to the threshold and those above it: the lower bound of a trimmed count is
 * exclusive, the upper one inclusive.
 */
export function halves({ objective }: Slo, unit: 's' | 'ms'): readonly [within: string, late: string] {
  const threshold = objective.kind === 'latency' ? objective.threshold : NaN;
  const edge = unit === 'ms' ? threshold : threshold / 1000;
  return [`TC(:${edge})`, `TC(${edge}:)`];
}

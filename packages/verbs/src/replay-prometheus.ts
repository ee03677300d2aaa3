import type { SliSpec } from '@glidepath/analysis';
import { queryCounters, type PrometheusRange, type RangeSeries } from './recorded-prometheus.ts';
import type { Sample } from './replay-counters.ts';
import { UserError } from './user-error.ts';

/** Two counters in Prometheus whose series a label tells apart by release. */
export interface PrometheusCounters {
  readonly range: PrometheusRange;
  readonly total: string;
  readonly bad: string;
  /** The label, such as `version`. */
  readonly split: string;
  /** The label's values. */
  readonly candidate: string;
  readonly stable: string;
  /** The SLO that they are of; null: the only one. */
  readonly sli: string | null;
}

/** @throws UserError */
export async function prometheusSamples(
  { range, total, bad, split, candidate, stable, sli }: PrometheusCounters,
  slis: readonly SliSpec[],
): Promise<readonly Sample[]> {
  const name = sliNamed(sli, slis);
  const [totals, bads] = await Promise.all([queryCounters(range, total), queryCounters(range, bad)]);
  const failures = summed(bads);
  const samples = [...summed(totals)].flatMap(([id, points]): readonly Sample[] => {
    const version = totals.find((series) => identityOf(series) === id)?.labels[split];
    const release = version === candidate ? 'candidate' : version === stable ? 'stable' : null;
    if (release === null) return [];
    return [...points].map(([at, value]) => ({
      at,
      release,
      sli: name,
      // A series of failures begins with the first of them.
      series: { id, bad: failures.get(id)?.get(at) ?? 0, total: value },
      weight: null,
    }));
  });
  if (samples.some(({ release }) => release === 'candidate')) return samples;
  const seen = [...new Set(totals.flatMap(({ labels }) => labels[split] ?? []))].slice(0, 10);
  throw new UserError(
    seen.length === 0
      ? `no series of ${JSON.stringify(total)} has a label ${split}, name the one that tells the releases apart: --split version`
      : `no series has ${split}=${JSON.stringify(candidate)}, there are ${seen.join(', ')}; write one of them: --candidate`,
  );
}

function sliNamed(sli: string | null, slis: readonly SliSpec[]): string {
  const names = slis.map(({ name }) => name);
  const [only, second] = names;
  if (sli === null && only !== undefined && second === undefined) return only;
  if (sli !== null && names.includes(sli)) return sli;
  throw new UserError(
    `${sli === null ? 'the environment has several SLOs' : `there is no SLO ${JSON.stringify(sli)}`}, write one of ${names.join(', ')}: --sli`,
  );
}

/** By identity the counts at each moment, those of all outcomes together. */
function summed(all: readonly RangeSeries[]): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const sums = new Map<string, Map<number, number>>();
  for (const series of all) {
    const id = identityOf(series);
    const points = sums.get(id) ?? new Map<number, number>();
    sums.set(id, points);
    for (const { at, value } of series.points) points.set(at, (points.get(at) ?? 0) + value);
  }
  return sums;
}

/** The labels that requests and their failures have in common. */
function identityOf({ labels }: RangeSeries): string {
  return Object.entries(labels)
    .filter(([label]) => label !== '__name__' && !OUTCOMES.has(label))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
}

/** Labels by which people tell good from bad. */
const OUTCOMES = new Set(['code', 'status', 'status_code', 'status_class', 'le', 'outcome', 'result']);

import type { GetMetricData, Query } from './model.ts';

/** One metric and what was published of it. */
export interface Stored {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly data: readonly Datum[];
}

/** Values one by one, or a statistic set. */
export type Datum =
  | { readonly at: number; readonly values: readonly number[] }
  | { readonly at: number; readonly sum: number; readonly count: number };

interface Result {
  readonly Id: string;
  readonly StatusCode: 'Complete';
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
}

type Points = ReadonlyMap<number, number>;

/** What CloudWatch would answer. Of metric math only sums and FILL(x, 0) are known. */
export function evaluate(metrics: readonly Stored[], asked: GetMetricData): readonly Result[] {
  const points = new Map<string, Points>();
  for (const query of asked.MetricDataQueries) {
    points.set(
      query.Id,
      'Expression' in query ? sumOf(query.Expression, points) : pointsOf(metrics, query, asked),
    );
  }
  return asked.MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(({ Id }) => {
    const found = [...(points.get(Id) ?? [])].toSorted(([a], [b]) => a - b);
    return {
      Id,
      StatusCode: 'Complete',
      Timestamps: found.map(([at]) => at),
      Values: found.map(([, value]) => value),
    };
  });
}

function pointsOf(
  metrics: readonly Stored[],
  { MetricStat: { Metric, Period, Stat } }: Extract<Query, { MetricStat: unknown }>,
  { StartTime, EndTime }: GetMetricData,
): Points {
  const wanted = Metric.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`);
  const stored = metrics.find(
    ({ namespace, metric, dimensions }) =>
      namespace === Metric.Namespace &&
      metric === Metric.MetricName &&
      Object.entries(dimensions)
        .map(([name, value]) => `${name}=${value}`)
        .toSorted()
        .join() === wanted.join(),
  );
  const points = new Map<number, number>();
  for (const datum of stored?.data ?? []) {
    const at = Math.floor(datum.at / 1000 / Period) * Period;
    if (at < StartTime || at >= EndTime) continue;
    const value = statistic(datum, Stat);
    if (value !== null) points.set(at, (points.get(at) ?? 0) + value);
  }
  return points;
}

/** Null: it has none of this. */
function statistic(datum: Datum, stat: string): number | null {
  const [, low, high] = /^TC\(([\d.]*):([\d.]*)\)$/.exec(stat) ?? [];
  if (low !== undefined && high !== undefined) {
    if (!('values' in datum)) return null;
    const inside = datum.values.filter(
      (value) => (low === '' || value > Number(low)) && (high === '' || value <= Number(high)),
    );
    return inside.length === 0 ? null : inside.length;
  }
  const count = 'values' in datum ? datum.values.length : datum.count;
  const sum = 'values' in datum ? datum.values.reduce((all, value) => all + value, 0) : datum.sum;
  return stat === 'Sum' ? sum : count;
}

function sumOf(expression: string, known: ReadonlyMap<string, Points>): Points {
  const terms = expression.split('+').map((term) => {
    const [, filled, plain] = /^\s*(?:FILL\((\w+), ?0\)|(\w+))\s*$/.exec(term) ?? [];
    return {
      points: known.get(filled ?? plain ?? '') ?? new Map<number, number>(),
      filled: plain === undefined,
    };
  });
  const all = new Set(terms.flatMap(({ points }) => [...points.keys()]));
  const sum = new Map<number, number>();
  for (const at of all) {
    if (terms.some(({ points, filled }) => !filled && !points.has(at))) continue;
    sum.set(
      at,
      terms.reduce((total, { points }) => total + (points.get(at) ?? 0), 0),
    );
  }
  return sum;
}

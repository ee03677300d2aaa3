import { formatPercent, percent, type Environment, type Percent, type Slo } from '@glidepath/model';
import { steady, type Slot, type Traffic } from '@glidepath/simulation';
import type { CsvFile } from './record-csv.ts';
import { queryCounters, type PrometheusRange, type RangeSeries } from './recorded-prometheus.ts';
import type { Counts } from './replay-counters.ts';
import { UserError } from './user-error.ts';

/** Where the traffic is known from. */
export type TrafficSource =
  | { readonly kind: 'rps'; readonly rps: number }
  | { readonly kind: 'counters'; readonly file: string; readonly counts: Counts }
  | {
      readonly kind: 'prometheus';
      readonly range: PrometheusRange;
      readonly total: string;
      readonly bad: string;
    };

/** Traffic, with what there is to say of it. */
export interface TrafficRead {
  readonly traffic: Traffic;
  /** In a few words. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** Requests that came within a while. */
interface Interval {
  readonly at: number;
  readonly total: number;
  readonly bad: number;
}

/** `rate`: the share that misses each SLO today where nobody measured it; null: half of each one's error budget. */
export function steadyTraffic(environment: Environment, rps: number, rate: Percent | null): TrafficRead {
  const rates = environment.slos.map((slo) => assumed(slo, rate));
  return { traffic: steady(rps, rates), source: 'the same all the time', warnings: [] };
}

/**
 * Per minute, or whatever the rows' distance is: `time,total,bad`, and `sli` where there are several.
 * @throws UserError with everything that is wrong with it, by line and column
 */
export function countedTraffic(
  environment: Environment,
  csv: CsvFile,
  { file, counts }: Extract<TrafficSource, { kind: 'counters' }>,
  rate: Percent | null,
): TrafficRead {
  csv.columns(['time', 'total', 'bad'], ['sli']);
  csv.check();
  const bySlo = new Map<string, Interval[]>();
  for (const row of csv.rows) {
    const sli = csv.has('sli') ? csv.text(row, 'sli').trim() : '';
    const slo = environment.slos.find(({ name }) => name === sli);
    if (csv.has('sli') && slo === undefined) {
      csv.refuseCell(row, 'sli', {
        what: `sli is ${JSON.stringify(sli.slice(0, 60))}, which ${environment.name} does not have`,
        mend: `write ${environment.slos.map(({ name }) => name).join(' or ')}`,
      });
    }
    const interval = {
      at: csv.time(row, 'time'),
      total: csv.count(row, 'total'),
      bad: csv.count(row, 'bad'),
    };
    if (interval.bad > interval.total) {
      csv.refuseCell(row, 'bad', {
        what: `${interval.bad} bad ones of ${interval.total} requests`,
        mend: 'bad requests are part of the total',
      });
    }
    for (const name of slo === undefined ? measured(environment) : [slo.name]) {
      const rows = bySlo.get(name);
      if (rows === undefined) bySlo.set(name, [interval]);
      else rows.push(interval);
    }
  }
  csv.check();
  const intervals = new Map(
    [...bySlo].map(([name, rows]) => {
      const sorted = rows.toSorted((a, b) => a.at - b.at);
      const twin = sorted.find((row, i) => row.at === sorted[i - 1]?.at);
      if (twin !== undefined) {
        throw new UserError(
          `${file}: ${name} has two rows of ${new Date(twin.at).toISOString()}, give one a moment`,
        );
      }
      return [name, counts === 'since-start' ? increments(sorted) : sorted] as const;
    }),
  );
  const warnings = counts === 'since-last' && [...intervals.values()].some(onlyGrows) ? [GROWING] : [];
  const read = recorded(environment, intervals, file, rate);
  return { ...read, warnings: [...warnings, ...read.warnings] };
}

const GROWING =
  'the totals only grow: if they are counted since the start and not since the row before, add --counts since-start';

/** @throws UserError */
export async function prometheusTraffic(
  environment: Environment,
  { range, total, bad }: Extract<TrafficSource, { kind: 'prometheus' }>,
  rate: Percent | null,
): Promise<TrafficRead> {
  const [totals, bads] = await Promise.all([queryCounters(range, total), queryCounters(range, bad)]);
  if (totals.length === 0) {
    throw new UserError(
      `Prometheus has no series for ${JSON.stringify(total)} in that time, try the query there`,
    );
  }
  const failures = new Map(summed(bads).map(({ at, value }) => [at, value]));
  const rows = summed(totals).map(({ at, value }) => ({
    at,
    total: value,
    // A failure may be counted a moment before its request.
    bad: Math.min(value, failures.get(at) ?? 0),
  }));
  const intervals = new Map(measured(environment).map((name) => [name, rows]));
  return recorded(environment, intervals, 'Prometheus', rate);
}

/** The SLOs that a count of bad requests without a name is of: availability, or the only one. */
function measured({ slos }: Environment): readonly string[] {
  const available = slos.filter(({ objective }) => objective.kind === 'availability');
  return (available.length > 0 ? available : slos).map(({ name }) => name);
}

/** What all series together counted since the point before. A counter that went down began anew. */
function summed(series: readonly RangeSeries[]): readonly { at: number; value: number }[] {
  const sums = new Map<number, number>();
  for (const { points } of series) {
    for (const [i, point] of points.entries()) {
      const before = points[i - 1];
      if (before === undefined || !Number.isFinite(point.value) || !Number.isFinite(before.value)) continue;
      const more = point.value < before.value ? point.value : point.value - before.value;
      sums.set(point.at, (sums.get(point.at) ?? 0) + more);
    }
  }
  return [...sums].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

function increments(rows: readonly Interval[]): readonly Interval[] {
  return rows.flatMap((row, i) => {
    const before = rows[i - 1];
    if (before === undefined) return [];
    const wasReset = row.total < before.total || row.bad < before.bad;
    return wasReset ? row : { at: row.at, total: row.total - before.total, bad: row.bad - before.bad };
  });
}

function onlyGrows(rows: readonly Interval[]): boolean {
  return rows.length >= 10 && rows.every((row, i) => row.total > (rows[i - 1]?.total ?? -1));
}

/** @throws UserError where nothing was recorded */
function recorded(
  environment: Environment,
  intervals: ReadonlyMap<string, readonly Interval[]>,
  source: string,
  rate: Percent | null,
): TrafficRead {
  const slotMs = smallestStep([...intervals.values()]);
  if (slotMs === null)
    throw new UserError(`${source}: two moments at least are needed, to tell how long one lasts`);
  const moments = [...new Set([...intervals.values()].flatMap((rows) => rows.map(({ at }) => at)))].sort(
    (a, b) => a - b,
  );
  const byTime = new Map(
    [...intervals].map(([name, rows]) => [name, new Map(rows.map((row) => [row.at, row]))]),
  );
  const totals = moments.map((at) =>
    Math.max(...[...byTime.values()].map((rows) => rows.get(at)?.total ?? 0)),
  );
  if (totals.every((total) => total === 0)) throw new UserError(`${source}: not one request was recorded`);
  const warnings: string[] = [];
  const rates = environment.slos.map((slo) => {
    const rows = byTime.get(slo.name);
    if (rows === undefined) return moments.map(() => assumed(slo, rate));
    const least = leastRate([...rows.values()]);
    if (least !== null) {
      warnings.push(
        `no request was recorded that missed ${slo.name}; it is taken that ${formatPercent(percent(least * 100))} do`,
      );
      return moments.map(() => least);
    }
    return moments.map((at) => shareOf(rows.get(at)));
  });
  const slots = moments.map((_, i): Slot => ({
    rps: ((totals[i] ?? 0) * 1000) / slotMs,
    rates: rates.map((series) => series[i] ?? 0),
  }));
  return { traffic: { slots, slotMs }, source, warnings };
}

/** Rows' distance; times that are missing between them are left out. */
function smallestStep(all: readonly (readonly Interval[])[]): number | null {
  let least = Infinity;
  for (const rows of all)
    for (const [i, row] of rows.entries()) least = Math.min(least, row.at - (rows[i - 1]?.at ?? -Infinity));
  return Number.isFinite(least) && least >= 1 ? Math.round(least) : null;
}

/** Half a failure: what is not seen at all is not known to be impossible. Null where failures were seen. */
function leastRate(rows: readonly Interval[]): number | null {
  if (rows.some(({ bad }) => bad > 0)) return null;
  return (
    0.5 /
    Math.max(
      1,
      rows.reduce((sum, { total }) => sum + total, 0),
    )
  );
}

function shareOf(interval: Interval | undefined): number {
  return interval === undefined || interval.total === 0 ? 0 : interval.bad / interval.total;
}

function assumed({ objective }: Slo, rate: Percent | null): number {
  return rate === null ? (100 - objective.target) / 200 : rate / 100;
}

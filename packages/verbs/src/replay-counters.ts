import type { Reading, Series, SliReading, SliSpec } from '@glidepath/analysis';
import type { RecordedLook } from '@glidepath/simulation';
import type { CsvFile } from './record-csv.ts';

/** since-start: they only grow, as Prometheus has them. since-last: of the time since the row before. */
export type Counts = 'since-start' | 'since-last';

/** What one series of one release had counted at a moment. */
export interface Sample {
  readonly at: number;
  readonly release: 'candidate' | 'stable';
  readonly sli: string;
  readonly series: Series;
  /** Null where it is not known. */
  readonly weight: number | null;
}

/**
 * Somebody's own counters: `time,release,sli,bad,total`, and where there are several `series`, and where it is known
 * the candidate's `weight`.
 * @throws UserError with everything that is wrong with it, by line and column
 */
export function readCounters(csv: CsvFile, slis: readonly SliSpec[]): readonly Sample[] {
  const [only, second] = slis;
  const needed = ['time', 'release', ...(second === undefined ? [] : ['sli']), 'bad', 'total'];
  csv.columns(needed, ['sli', 'series', 'weight']);
  csv.check();
  const samples = csv.rows.map((row): Sample => {
    const sli = csv.has('sli') ? csv.text(row, 'sli').trim() : (only?.name ?? '');
    if (!slis.some(({ name }) => name === sli)) {
      csv.refuseCell(row, 'sli', {
        what: `sli is ${JSON.stringify(sli.slice(0, 60))}, which the environment does not have`,
        mend: `write ${slis.map(({ name }) => name).join(' or ')}`,
      });
    }
    const weight = csv.text(row, 'weight') === '' ? null : csv.number(row, 'weight');
    if (weight !== null && !(weight >= 0 && weight <= 100)) {
      csv.refuseCell(row, 'weight', {
        what: `weight is ${weight}`,
        mend: 'write percent of the traffic, from 0 to 100',
      });
    }
    return {
      at: csv.time(row, 'time'),
      release: csv.oneOf(row, 'release', ['candidate', 'stable']),
      sli,
      series: {
        id: csv.text(row, 'series'),
        bad: csv.count(row, 'bad'),
        total: csv.count(row, 'total'),
      },
      weight,
    };
  });
  csv.check();
  return samples;
}

/** Counters as the looks that a judge would have had of them. A step begins where the weight changes. */
export function looksAt(
  samples: readonly Sample[],
  slis: readonly SliSpec[],
  counts: Counts,
): readonly RecordedLook[] {
  const moments = momentsOf(samples);
  const weights = weightsOf(moments, slis, counts);
  return moments.map(([at, those], i) => {
    const weight = weights[i] ?? 0;
    return {
      at,
      weight,
      phase: null,
      stepUntil: null,
      stepStart: weight > 0 && weight !== weights[i - 1] && startsStep(those, i, weights) ? at : null,
      readings: slis.map(({ name }) => readingOf(name, those, weight, counts)),
      live: null,
    };
  });
}

type Moment = readonly [at: number, samples: readonly Sample[]];

/** Oldest first. */
function momentsOf(samples: readonly Sample[]): readonly Moment[] {
  const moments = new Map<number, Sample[]>();
  for (const sample of samples) {
    const those = moments.get(sample.at);
    if (those === undefined) moments.set(sample.at, [sample]);
    else those.push(sample);
  }
  return [...moments].sort(([a], [b]) => a - b);
}

/** An estimate of the weight goes up and down by chance: only one that is written tells of a step. */
function startsStep(samples: readonly Sample[], index: number, weights: readonly number[]): boolean {
  return samples.some(({ weight }) => weight !== null) || weights.slice(0, index).every((one) => one === 0);
}

function readingOf(sli: string, samples: readonly Sample[], weight: number, counts: Counts): SliReading {
  const of = (release: Sample['release']): readonly Series[] =>
    samples.filter((one) => one.sli === sli && one.release === release).map(({ series }) => series);
  const stable = of('stable');
  return {
    sli,
    candidate: asReading(of('candidate'), counts),
    stable: weight === 100 && stable.length === 0 ? null : asReading(stable, counts),
  };
}

function asReading(series: readonly Series[], counts: Counts): Reading {
  if (series.length === 0) return { kind: 'no-data', why: 'no row at this time' };
  if (counts === 'since-start') return { kind: 'cumulative', series };
  const { bad, total } = sum(series);
  return { kind: 'interval', bad, total };
}

/** Where no weight is written it is the candidate's share of the requests since the moment before. */
function weightsOf(moments: readonly Moment[], slis: readonly SliSpec[], counts: Counts): readonly number[] {
  let before: readonly Sample[] | null = null;
  let last = 0;
  const weights = moments.map(([, samples]) => {
    const written = samples.find(({ weight }) => weight !== null)?.weight;
    const requests = (release: Sample['release']): number => {
      const now = totalOf(samples, slis, release);
      return counts === 'since-last'
        ? now
        : before === null
          ? 0
          : Math.max(0, now - totalOf(before, slis, release));
    };
    const [candidate, stable] = [requests('candidate'), requests('stable')];
    before = samples;
    const onlyCandidate = !samples.some(({ release }) => release === 'stable');
    if (written != null) last = written;
    else if (onlyCandidate) last = 100;
    else if (candidate + stable > 0) last = within((100 * candidate) / (candidate + stable), last);
    return last;
  });
  // The first counters only say where the others start from.
  const [, second] = weights;
  return counts === 'since-start' && weights[0] === 0 && second !== undefined && !isWritten(moments[0])
    ? [second, ...weights.slice(1)]
    : weights;
}

function isWritten(moment: Moment | undefined): boolean {
  return moment?.[1].some(({ weight }) => weight !== null) ?? false;
}

/** While both releases are there the stable one can be compared with, and a candidate that took traffic still may. */
function within(weight: number, before: number): number {
  const least = before > 0 ? 0.01 : 0;
  return Math.min(99.99, Math.max(least, weight));
}

/** Requests by the first SLI that has any figures. */
function totalOf(samples: readonly Sample[], slis: readonly SliSpec[], release: Sample['release']): number {
  for (const { name } of slis) {
    const own = samples.filter((one) => one.sli === name && one.release === release);
    if (own.length > 0) return sum(own.map(({ series }) => series)).total;
  }
  return 0;
}

function sum(series: readonly Series[]): { bad: number; total: number } {
  return series.reduce((all, { bad, total }) => ({ bad: all.bad + bad, total: all.total + total }), {
    bad: 0,
    total: 0,
  });
}

import type { Counts } from '@glidepath/analysis';
import type { LookAnswer, ReplayAnswer } from '@glidepath/simulation';
import { countsText, evidenceText, shareText, weightText } from '../figures.ts';
import type { Line } from '../html/chart-data.ts';
import type { Titled } from '../html/charts.ts';
import { chunks, sum, trailingShares } from '../series.ts';

/** More points than this are drawn into the same pixels. */
const POINTS = 2_000;
/** A share of fewer requests says too little to be drawn. */
const LEAST_REQUESTS = 100;

/** Evidence, failures and weight of a recording over time. */
export function replayPlots(answer: ReplayAnswer): readonly Titled[] {
  const { looks, slis } = answer;
  const start = startOf(answer);
  return [
    evidence(looks, start),
    ...slis.map(({ name }) => failures(answer, name, start)),
    weight(looks, start),
  ];
}

/** Of the first look, in ms since 1970. */
export function startOf({ looks }: ReplayAnswer): number {
  return Date.parse(looks[0]?.at ?? '');
}

function evidence(all: readonly LookAnswer[], start: number): Titled {
  const looks = thinned(all);
  const worse = looks.map(({ lnRollback }) => lnRollback);
  const good = looks.map(({ lnPromotion }) => lnPromotion);
  const thresholds = looks.flatMap((look) => [look.rollbackThreshold, look.promotionThreshold]);
  const values = [...worse, ...good].filter((value) => value !== null);
  const top = greatest([...values, ...thresholds]);
  // A lost case can sink far below: the thresholds are what matters.
  const bottom = Math.max(-1.5 * greatest(thresholds), Math.min(0, ...values));
  const peak = (figures: readonly (number | null)[]): string =>
    evidenceText(greatest(figures.filter((value) => value !== null)));
  return {
    title: 'Evidence against its thresholds',
    summary: `Worse than allowed: highest ${peak(worse)}. Good enough: highest ${peak(good)}.`,
    chart: {
      id: 'chart-evidence',
      unit: 'ln E',
      stepped: false,
      range: [bottom - 0.04 * (top - bottom), top + 0.08 * (top - bottom)],
      times: timesOf(looks, start),
      lines: [
        { label: 'worse than allowed', role: 'rollback', values: worse },
        {
          label: 'rolls back at',
          role: 'rollback-threshold',
          values: looks.map((look) => look.rollbackThreshold),
        },
        { label: 'good enough', role: 'promotion', values: good },
        {
          label: 'passes at',
          role: 'promotion-threshold',
          values: looks.map((look) => look.promotionThreshold),
        },
      ],
    },
  };
}

function failures({ looks, release, stable }: ReplayAnswer, sli: string, start: number): Titled {
  const names = { candidate: release ?? 'candidate', stable: stable ?? 'stable' };
  const points = chunks(increments(looks, sli), POINTS).map((chunk) => ({
    at: chunk.at(-1)?.at ?? 0,
    candidate: sum(chunk.map((one) => one.candidate)),
    stable: sum(chunk.map((one) => one.stable)),
  }));
  const lines = (['candidate', 'stable'] as const).map((role): Line => ({
    label: names[role],
    role,
    values: trailingShares(
      points.map((point) => point[role]),
      LEAST_REQUESTS,
    ).map((value) => value && value * 100),
  }));
  const peak = greatest(lines.flatMap(({ values }) => values.flatMap((value) => value ?? [])));
  const total = (role: 'candidate' | 'stable'): string =>
    `${names[role]}: ${countsText(sum(points.map((point) => point[role])))} bad`;
  return {
    title: `Bad requests: ${sli}`,
    summary: `${total('candidate')}. ${total('stable')}. Highest share: ${shareText(peak / 100)}.`,
    chart: {
      id: `chart-bad-${sli}`,
      unit: '%',
      stepped: false,
      range: [0, Math.max(0.4, peak * 1.08)],
      times: points.map(({ at }) => (at - start) / 1000),
      lines,
    },
  };
}

/** What each look added to its step. */
function increments(
  looks: readonly LookAnswer[],
  sli: string,
): readonly { readonly at: number; readonly candidate: Counts; readonly stable: Counts }[] {
  let before = { candidate: NONE, stable: NONE };
  return looks.map(({ at, slis, stepStarts }) => {
    const now = slis.find((one) => one.sli === sli) ?? before;
    const from = stepStarts ? { candidate: NONE, stable: NONE } : before;
    before = { candidate: now.candidate, stable: now.stable };
    return {
      at: Date.parse(at),
      candidate: more(from.candidate, now.candidate),
      stable: more(from.stable, now.stable),
    };
  });
}

const NONE: Counts = { bad: 0, total: 0 };

function more(before: Counts, now: Counts): Counts {
  return { bad: Math.max(0, now.bad - before.bad), total: Math.max(0, now.total - before.total) };
}

function weight(all: readonly LookAnswer[], start: number): Titled {
  const looks = thinned(all);
  const values = looks.map((look) => look.weight);
  return {
    title: 'Traffic to the new release',
    summary: `Up to ${weightText(greatest(values))}.`,
    chart: {
      id: 'chart-weight',
      unit: '%',
      stepped: true,
      range: [0, 104],
      times: timesOf(looks, start),
      lines: [{ label: 'weight', role: 'candidate', values }],
    },
  };
}

function thinned(looks: readonly LookAnswer[]): readonly LookAnswer[] {
  return chunks(looks, POINTS).flatMap((chunk) => chunk.at(-1) ?? []);
}

function timesOf(looks: readonly LookAnswer[], start: number): readonly number[] {
  return looks.map(({ at }) => (Date.parse(at) - start) / 1000);
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

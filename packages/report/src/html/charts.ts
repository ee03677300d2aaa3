import type { Result, Sample } from '@glidepath/conductor';
import { countsText, evidenceText, shareText, weightCeiling, weightText } from '../figures.ts';
import { extremes, ratePoints, slisOf, sum, trailingShares } from '../series.ts';
import type { RatePoint } from '../series.ts';
import { plannedWeight } from '../span.ts';
import type { Span } from '../span.ts';
import type { Chart, Line } from './chart-data.ts';

/** More points than this are drawn into the same pixels. */
const POINTS = 2_000;
/** A share of fewer requests says too little to be drawn: one failure of ten would look like an outage. */
const LEAST_REQUESTS = 100;

/** A chart with its words: what a person reads who does not see it. */
export interface Titled {
  readonly title: string;
  readonly summary: string;
  readonly chart: Chart;
}

interface Story {
  readonly result: Result;
  readonly samples: readonly Sample[];
  readonly span: Span;
  readonly candidate: string;
  readonly stable: string;
}

/** The charts of one rollout; without samples none but, where there was any, the planned weight. */
export function chartsOf(
  result: Result,
  samples: readonly Sample[],
  span: Span,
  key: string,
): readonly Titled[] {
  const story: Story = {
    result,
    samples,
    span,
    candidate: `${result.release.name} (new)`,
    stable: `${result.stable?.name ?? 'none'} (old)`,
  };
  const slis = slisOf(samples);
  const drafts: readonly Draft[] = [
    ...weight(story),
    ...evidence(story),
    ...slis.flatMap((sli) => failures(story, sli)),
    ...latencies(story, slis),
  ];
  return drafts.map(({ title, summary, chart }, index) => ({
    title,
    summary,
    chart: { id: `${key}-chart-${index + 1}`, ...chart },
  }));
}

interface Draft {
  readonly title: string;
  readonly summary: string;
  readonly chart: Omit<Chart, 'id'>;
}

function weight(story: Story): readonly Draft[] {
  const { result, span } = story;
  const seen = extremes(story.samples, [(sample) => sample.weight], POINTS);
  const moments = new Set([span.from, span.to, ...seen.map((sample) => sample.at)]);
  for (const entry of result.timeline) moments.add(Date.parse(entry.at));
  const times = [...moments].filter((at) => at >= span.from && at <= span.to).toSorted((a, b) => a - b);
  const planned = times.map((at) => plannedWeight(result.timeline, at));
  if (story.samples.length === 0 && planned.every((value) => value === 0)) return [];
  const weights = story.samples.map((sample) => sample.weight);
  const plans: Line = { label: 'planned', role: 'planned', values: planned };
  const observed: Line = {
    label: `to ${story.candidate}`,
    role: 'candidate',
    values: observedAt(times, seen),
  };
  return [
    {
      title: 'Traffic to the new release',
      summary: `The plan went up to ${weightText(greatest(planned))} of requests${
        weights.length === 0 ? '' : `; up to ${weightText(greatest(weights))} was observed`
      }.`,
      chart: {
        unit: '%',
        stepped: true,
        range: [0, 1.05 * weightCeiling(greatest([...planned, ...weights]))],
        times: times.map((at) => since(span, at)),
        lines: weights.length === 0 ? [plans] : [plans, observed],
      },
    },
  ];
}

/** What was last observed at each moment; nothing before the first look and after the last. */
function observedAt(times: readonly number[], samples: readonly Sample[]): readonly (number | null)[] {
  const end = samples.at(-1)?.at ?? -Infinity;
  let next = 0;
  let last: number | null = null;
  return times.map((at) => {
    for (; next < samples.length && (samples[next]?.at ?? Infinity) <= at; next += 1)
      last = samples[next]?.weight ?? last;
    return at > end ? null : last;
  });
}

function evidence(story: Story): readonly Draft[] {
  const { span } = story;
  const samples = extremes(story.samples, [rollback, promotion], POINTS);
  const values = [...samples.map(rollback), ...samples.map(promotion)].filter((value) => value !== null);
  if (values.length === 0) return [];
  const thresholds = samples.flatMap((sample) => [sample.rollbackThreshold, sample.promotionThreshold]);
  const top = greatest([...values, ...thresholds]);
  // A lost case can sink far below: the thresholds are what matters.
  const floor = -1.5 * greatest(thresholds);
  const lowest = least(values);
  const bottom = Math.max(floor, Math.min(lowest, 0));
  const peak = (name: string, figures: readonly (number | null)[], threshold: number | undefined) => {
    const known = figures.filter((value) => value !== null);
    return known.length === 0
      ? `${name}: not tested.`
      : `${name}: highest ${evidenceText(greatest(known))}, threshold ${evidenceText(threshold ?? 0)}.`;
  };
  const last = samples.at(-1);
  return [
    {
      title: 'Evidence against its thresholds',
      summary: [
        peak('Worse than allowed', samples.map(rollback), last?.rollbackThreshold),
        peak('Good enough', samples.map(promotion), last?.promotionThreshold),
        ...(lowest < floor ? [`The lowest value, ${evidenceText(lowest)}, lies below the chart.`] : []),
      ].join(' '),
      chart: {
        unit: 'ln E',
        stepped: false,
        range: [bottom - 0.04 * (top - bottom), top + 0.08 * (top - bottom)],
        times: samples.map((sample) => since(span, sample.at)),
        lines: [
          { label: 'worse than allowed', role: 'rollback', values: samples.map(rollback) },
          {
            label: 'rolls back at',
            role: 'rollback-threshold',
            values: samples.map((sample) => sample.rollbackThreshold),
          },
          { label: 'good enough', role: 'promotion', values: samples.map(promotion) },
          {
            label: 'passes at',
            role: 'promotion-threshold',
            values: samples.map((sample) => sample.promotionThreshold),
          },
        ],
      },
    },
  ];
}

function failures(story: Story, sli: string): readonly Draft[] {
  const points = ratePoints(story.samples, sli, POINTS);
  const total = { candidate: sum(points.map((p) => p.candidate)), stable: sum(points.map((p) => p.stable)) };
  if (total.candidate.total + total.stable.total === 0) return [];
  const candidate = percents(
    trailingShares(
      points.map((p) => p.candidate),
      LEAST_REQUESTS,
    ),
  );
  const stable = percents(
    trailingShares(
      points.map((p) => p.stable),
      LEAST_REQUESTS,
    ),
  );
  const peak = greatest([...candidate, ...stable].filter((value) => value !== null));
  return [
    {
      title: `Bad requests: ${sli}`,
      summary: `${story.candidate}: ${countsText(total.candidate)} bad. ${story.stable}: ${countsText(total.stable)} bad. Highest share: ${shareText(peak / 100)}; each point looks back over at least ${LEAST_REQUESTS} requests where there were as many.`,
      chart: {
        unit: '%',
        stepped: false,
        range: [0, Math.max(0.4, peak * 1.08)],
        times: points.map((point) => since(story.span, point.at)),
        lines: pair(story, candidate, stable),
      },
    },
  ];
}

/** One chart where all SLIs report the same latencies, as those of one source do; else one for each. */
function latencies(story: Story, slis: readonly string[]): readonly Draft[] {
  const found = slis
    .map((sli) => ({ sli, points: ratePoints(story.samples, sli, POINTS) }))
    .filter(({ points }) => points.some((p) => p.candidateLatencyMs !== null || p.stableLatencyMs !== null));
  const distinct = found.filter(
    ({ points }, index) => found.findIndex((other) => sameLatencies(other.points, points)) === index,
  );
  return distinct.map(({ sli, points }) => {
    const candidate = points.map((point) => point.candidateLatencyMs);
    const stable = points.map((point) => point.stableLatencyMs);
    const peak = greatest([...candidate, ...stable].filter((value) => value !== null));
    const overall = (values: readonly (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0
        ? 'no figures'
        : `between ${Math.round(least(known))} and ${Math.round(greatest(known))} ms`;
    };
    return {
      title: distinct.length === 1 ? 'Mean latency' : `Mean latency: ${sli}`,
      summary: `${story.candidate}: ${overall(candidate)}. ${story.stable}: ${overall(stable)}.`,
      chart: {
        unit: 'ms',
        stepped: false,
        range: [0, Math.max(1, peak * 1.08)],
        times: points.map((point) => since(story.span, point.at)),
        lines: pair(story, candidate, stable),
      },
    };
  });
}

function sameLatencies(one: readonly RatePoint[], other: readonly RatePoint[]): boolean {
  return one.every((point, index) => {
    const twin = other[index];
    return (
      point.candidateLatencyMs === twin?.candidateLatencyMs && point.stableLatencyMs === twin.stableLatencyMs
    );
  });
}

function pair(
  story: Story,
  candidate: readonly (number | null)[],
  stable: readonly (number | null)[],
): readonly Line[] {
  const lines: readonly Line[] = [
    { label: story.candidate, role: 'candidate', values: candidate },
    { label: story.stable, role: 'stable', values: stable },
  ];
  return lines.filter((line) => line.values.some((value) => value !== null));
}

function since(span: Span, at: number): number {
  return (at - span.from) / 1_000;
}

function percents(shares: readonly (number | null)[]): readonly (number | null)[] {
  return shares.map((share) => share && share * 100);
}

function rollback(sample: Sample): number | null {
  return finite(sample.lnRollback);
}

function promotion(sample: Sample): number | null {
  return finite(sample.lnPromotion);
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function least(values: readonly number[]): number {
  return values.reduce((most, value) => Math.min(most, value), Infinity);
}

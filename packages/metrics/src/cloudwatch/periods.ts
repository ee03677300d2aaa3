import type { Counts } from '@glidepath/analysis';
import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './batch.ts';
import type { Span } from './client.ts';
import { down, noData } from './trouble.ts';

export type Periods = { readonly kind: 'periods'; readonly counts: ReadonlyMap<number, Counts> } | Trouble;

type Answers = ReadonlyMap<string, Answer>;
type Points = ReadonlyMap<number, number>;

/** The counts of each period that has any, or why they can't be had. */
export function periodsOf(asked: Asked, answers: Answers, span: Span, periodMs: number): Periods {
  const figure = (id: string, what: string): Points | Trouble =>
    pointsOf(answers.get(id), what, span, periodMs);
  switch (asked.kind) {
    case 'counts': {
      const total = figure(asked.total, 'total');
      if ('kind' in total) return total;
      const bad = figure(asked.bad, 'bad');
      return 'kind' in bad ? bad : together(total, bad);
    }
    case 'latency': {
      const all = figure(asked.count, 'SampleCount');
      if ('kind' in all) return all;
      const within = figure(asked.within, 'the trimmed count');
      if ('kind' in within) return within;
      const late = figure(asked.late, 'the trimmed count');
      return 'kind' in late ? late : (misfit(all, within, late) ?? together(all, late));
    }
  }
}

/** Failures are counted from the first of them on, so where there are none there were none. */
function together(total: Points, bad: Points): Periods {
  const counts = new Map<number, Counts>();
  for (const at of new Set([...total.keys(), ...bad.keys()]))
    counts.set(at, { bad: bad.get(at) ?? 0, total: total.get(at) ?? 0 });
  return { kind: 'periods', counts };
}

/**
 * CloudWatch counts only values that were published one by one. Where the two halves are less than all, the rest came as
 * statistic sets, and nobody knows on which side of the threshold it lies.
 */
function misfit(all: Points, within: Points, late: Points): Trouble | null {
  for (const [at, count] of all) {
    const known = (within.get(at) ?? 0) + (late.get(at) ?? 0);
    if (known === count) continue;
    return noData(
      `of ${count} durations from ${timeText(at)} on, ${known} can be told from the threshold; the others were published as statistic sets, and nothing is guessed`,
      'publish every duration as a value of its own (or Values and Counts), or count the slow ones in a metric',
    );
  }
  return null;
}

function pointsOf(
  answer: Answer | undefined,
  what: string,
  { from, to }: Span,
  periodMs: number,
): Points | Trouble {
  if (answer === undefined)
    return down(`CloudWatch did not answer for ${what}`, 'try again; look at the health of AWS');
  const said = answer.said === '' ? '' : `: ${shown(answer.said)}`;
  switch (answer.status) {
    case 'Complete':
      break;
    case 'PartialData':
      return down(
        `CloudWatch gave only a part of ${what}${said}`,
        'name fewer metrics, or write a longer period',
      );
    case 'InternalError':
      return down(
        `CloudWatch failed at ${what} (InternalError)${said}`,
        'try again; look at the health of AWS',
      );
    case 'Forbidden':
      return down(
        `CloudWatch forbids ${what}${said}`,
        'allow cloudwatch:GetMetricData to these credentials, and ask in the region that has the metric',
      );
  }
  const points = new Map<number, number>();
  for (const [at, value] of answer.points) {
    if (!(at >= from && at < to) || at % periodMs !== 0)
      return noData(`${what} has a value at ${timeText(at)}, which was not asked for`, MEND_VALUES);
    if (points.has(at))
      return noData(`${what} came twice for the period from ${timeText(at)} on`, MEND_VALUES);
    if (!(value >= 0 && value < Infinity))
      return noData(
        `${what} is ${value} in the period from ${timeText(at)} on, and a count is not`,
        MEND_VALUES,
      );
    points.set(at, value);
  }
  return points;
}

const MEND_VALUES = 'look at the metric in the console, and check what publishes it';

export function timeText(at: number): string {
  return Number.isFinite(at) && Math.abs(at) < 8e15
    ? new Date(at).toISOString().replace('.000Z', 'Z')
    : String(at);
}

import type { Dora, Lengths } from '@glidepath/rollout';
import { countText, durationText, shareText } from './figures.ts';

/** The four keys of one environment. Times are ISO 8601. */
export interface DoraFigures extends Omit<Dora, 'from' | 'to'> {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Entries of the ledger that were read. */
  readonly entries: number;
}

/** One of the four keys in words. */
export interface DoraWords {
  readonly name: string;
  readonly value: string;
  /** What it is made of; empty where the value says it all. */
  readonly detail: string;
}

/** In DORA's own order. Where there is too little to tell, the value says so. */
export function doraWords(figures: DoraFigures): readonly DoraWords[] {
  return [frequency(figures), leadTime(figures), failures(figures), restore(figures)];
}

/** "2026-08-24 to 2026-11-22 (90 days)" */
export function periodText({ from, to }: Pick<DoraFigures, 'from' | 'to'>): string {
  return `${from.slice(0, 10)} to ${to.slice(0, 10)} (${longText(Date.parse(to) - Date.parse(from))})`;
}

/** Why the period is shorter than what was asked for; empty where it is not. */
export function cutText({ complete, entries }: Pick<DoraFigures, 'complete' | 'entries'>): string {
  return complete
    ? ''
    : `the ledger goes further back than the newest ${countText(entries)} entries, which were read`;
}

const DAY = 86_400_000;
const WEEKS_A_MONTH = 365.25 / 12 / 7;

function frequency({ deployments: { promoted, perWeek }, ...period }: DoraFigures): DoraWords {
  const name = 'deployment frequency';
  const detail = `${countText(promoted)} promoted`;
  if (promoted === 0) return { name, value: 'nothing was promoted', detail: '' };
  if (perWeek === null) {
    const length = longText(Date.parse(period.to) - Date.parse(period.from));
    return { name, value: detail, detail: `in ${length}, which is too short for a rate` };
  }
  if (perWeek >= 7) return { name, value: `${digits(perWeek / 7)} a day`, detail };
  if (perWeek >= 1) return { name, value: `${digits(perWeek)} a week`, detail };
  return { name, value: `${digits(perWeek * WEEKS_A_MONTH)} a month`, detail };
}

function leadTime({ leadTime: lengths }: DoraFigures): DoraWords {
  const name = 'lead time for changes';
  const { count, unknown } = lengths;
  if (count > 0) {
    const left = unknown === 0 ? [] : [`${countText(unknown)} without a commit time left out`];
    return {
      name,
      value: medianText(lengths),
      detail: [...spreadText(lengths, 'change'), ...left].join('; '),
    };
  }
  if (unknown === 0) return { name, value: 'not known', detail: 'nothing new was promoted' };
  return {
    name,
    value: 'not known',
    detail: `no commit time is recorded for the ${plural(unknown, 'release')} promoted`,
  };
}

function failures({ changeFailures: { deployed, failed, share } }: DoraFigures): DoraWords {
  const name = 'change failure rate';
  if (share === null) return { name, value: 'not known', detail: 'no release got traffic' };
  return {
    name,
    value: shareText(share),
    detail: `${countText(failed)} of ${plural(deployed, 'release')} that got traffic`,
  };
}

function restore({ timeToRestore: lengths }: DoraFigures): DoraWords {
  const name = 'time to restore';
  const { count, unknown, unrestored } = lengths;
  const left = [
    ...(unrestored === 0 ? [] : [`${countText(unrestored)} ended without a release that serves`]),
    ...(unknown === 0 ? [] : [`${countText(unknown)} began before what was read`]),
  ];
  if (count > 0) {
    return {
      name,
      value: medianText(lengths),
      detail: [...spreadText(lengths, 'failure'), ...left].join('; '),
    };
  }
  if (left.length === 0) return { name, value: 'nothing had to be restored', detail: '' };
  return { name, value: 'not known', detail: left.join('; ') };
}

/** Of one there is no median to speak of. */
function medianText({ count, medianMs }: Lengths): string {
  const length = longText(medianMs ?? 0);
  return count === 1 ? length : `median ${length}`;
}

function spreadText({ count, p90Ms, longestMs }: Lengths, what: string): readonly string[] {
  if (count === 1) return [`of 1 ${what}`];
  const spread =
    p90Ms === null ? `longest ${longText(longestMs ?? 0)}` : `nine of ten within ${longText(p90Ms)}`;
  return [`of ${plural(count, what)}; ${spread}`];
}

function plural(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** A length of time that may be days: "2.5 days", "3 h 5 min". */
function longText(ms: number): string {
  return ms >= 2 * DAY ? `${digits(ms / DAY)} days` : durationText(ms);
}

function digits(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

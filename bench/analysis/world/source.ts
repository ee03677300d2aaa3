import type { Counts, Series } from '@glidepath/analysis';
import type { Random } from '../random/random.ts';
import { POLL_S } from './scenario.ts';
import type { HistoryMinute, Look } from './traffic.ts';

/** How a rollout's counts come in at who looks every 5 s. */
export const COUNTINGS = {
  live: 'at every look',
  '15s': 'every 15 s, those of all series at once',
  '30s': 'every 30 s',
  '60s': 'every 60 s',
  jittered: 'every 40 to 80 s',
  'by-series': 'every 60 s, each series at a moment of its own, as pods are scraped',
  late: 'by the minute, 30 to 90 s after its end, as metrics of a cloud come; it is told up to when',
  'poll-60s': 'at every look, but there is one a minute only',
} as const;
export type Counting = keyof typeof COUNTINGS;
export const COUNTING_NAMES = [
  'live',
  '15s',
  '30s',
  '60s',
  'jittered',
  'by-series',
  'late',
  'poll-60s',
] as const satisfies readonly Counting[];

/** The counters as a look finds them. */
export interface Shown {
  readonly candidate: Series;
  readonly stable: readonly Series[];
  /** Up to which second of the rollout requests are counted; null where that is not told. */
  readonly until: number | null;
}

const MINUTE_S = 60;
const NOTHING: Counts = { bad: 0, total: 0 };

/** Keeps a rollout's counters, and what can be seen of them. */
export class Source {
  readonly #how: Counting;
  readonly #random: Random;
  /** The candidate's first. The stable release's go on from what they were before the rollout. */
  #counters: readonly Series[];
  #visible: readonly Series[];
  /** When each series is scraped, seconds within a minute. */
  readonly #phases: readonly number[];
  #nextScrape: number;
  /** When minutes begin, seconds before the rollout. */
  readonly #minuteBegins: number;
  readonly #delay: number;
  /** The counters at the ends of minutes that are not to be seen yet, oldest first. */
  #closed: { readonly end: number; readonly counters: readonly Series[] }[] = [];
  #until: number;

  constructor(how: Counting, history: readonly HistoryMinute[], series: number, random: Random) {
    this.#how = how;
    this.#random = random;
    const stable = Array.from({ length: series }, (_, i) => ({
      id: `stable-${i}`,
      ...sumOf(history.map((minute) => minute[i] ?? NOTHING)),
    }));
    this.#counters = [{ id: 'candidate', ...NOTHING }, ...stable];
    this.#visible = this.#counters;
    this.#phases = this.#counters.map(() => someLook(random, MINUTE_S));
    this.#nextScrape = POLL_S + someLook(random, scrapeSeconds(how, 0.5));
    this.#minuteBegins = someLook(random, MINUTE_S);
    this.#delay = 30 + someLook(random, MINUTE_S);
    this.#closed.push({ end: -this.#minuteBegins, counters: this.#counters });
    this.#until = -this.#minuteBegins - MINUTE_S;
  }

  /** Seconds between two looks. */
  get pollS(): number {
    return this.#how === 'poll-60s' ? MINUTE_S : POLL_S;
  }

  /** Counts, and shows. Null: nobody looks then. */
  look({ second, candidate, stableSeries }: Look): Shown | null {
    const counted = [candidate, ...stableSeries];
    this.#counters = this.#counters.map((one, i) => grown(one, counted[i] ?? NOTHING));
    return this.shown(second);
  }

  shown(second: number): Shown | null {
    if (second % this.pollS !== 0) return null;
    switch (this.#how) {
      case 'live':
      case 'poll-60s':
        this.#visible = this.#counters;
        break;
      case '15s':
      case '30s':
      case '60s':
      case 'jittered':
        this.#scrapeAll(second);
        break;
      case 'by-series':
        this.#visible = this.#visible.map((one, i) =>
          second % MINUTE_S === this.#phases[i] ? (this.#counters[i] ?? one) : one,
        );
        break;
      case 'late':
        this.#publish(second);
    }
    const [candidate = { id: 'candidate', ...NOTHING }, ...stable] = this.#visible;
    return { candidate, stable, until: this.#how === 'late' ? this.#until : null };
  }

  #scrapeAll(second: number): void {
    if (second < this.#nextScrape) return;
    this.#visible = this.#counters;
    this.#nextScrape = second + scrapeSeconds(this.#how, this.#random.next());
  }

  #publish(second: number): void {
    if ((second + this.#minuteBegins) % MINUTE_S === 0)
      this.#closed.push({ end: second, counters: this.#counters });
    const [oldest] = this.#closed;
    if (oldest === undefined || second < oldest.end + this.#delay) return;
    this.#closed.shift();
    this.#visible = oldest.counters;
    this.#until = oldest.end;
  }
}

/** Until the next scrape; `chance`: from 0, below 1. */
function scrapeSeconds(how: Counting, chance: number): number {
  switch (how) {
    case '15s':
      return 15;
    case '30s':
      return 30;
    case 'jittered':
      return 40 + POLL_S * Math.floor((chance * 45) / POLL_S);
    case 'live':
    case '60s':
    case 'by-series':
    case 'late':
    case 'poll-60s':
      return MINUTE_S;
  }
}

/** A moment of a look, from 0, below `seconds`. */
function someLook(random: Random, seconds: number): number {
  return POLL_S * Math.floor((random.next() * seconds) / POLL_S);
}

function grown({ id, bad, total }: Series, by: Counts): Series {
  return { id, bad: bad + by.bad, total: total + by.total };
}

function sumOf(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, one) => ({ bad: sum.bad + one.bad, total: sum.total + one.total }), NOTHING);
}

import { INTERVAL_MS, MOST_INTERVALS } from './tally.ts';

/** Windows that one answer is enough for. In ms. */
export interface Part {
  readonly longest: number;
  readonly interval: number;
  readonly windows: readonly number[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Each divides a day. */
const INTERVALS = [
  INTERVAL_MS,
  ...[20, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 4, 8, 24].map((count) => count * HOUR_MS),
];
/** Of so many intervals at least a window is made: what it is longer than asked for is no more than a hundredth. */
const LEAST_INTERVALS = 100;

/** As few parts as can be, each as fine as Datadog gives it in one answer. */
export function partsFor(windows: readonly number[]): readonly Part[] {
  const parts: Part[] = [];
  let left = [...new Set(windows)].toSorted((one, other) => other - one);
  for (let [longest] = left; longest !== undefined; [longest] = left) {
    const interval = intervalFor(longest);
    const isFine = (window: number): boolean =>
      interval === INTERVAL_MS || window >= LEAST_INTERVALS * interval;
    parts.push({ longest, interval, windows: left.filter(isFine) });
    left = left.filter((window) => !isFine(window));
  }
  return parts;
}

/** Begin of the interval in which a window begins. */
export function fromOf(window: number, { interval }: Pick<Part, 'interval'>, to: number): number {
  return Math.floor((to - window) / interval) * interval;
}

function intervalFor(length: number): number {
  const fit = INTERVALS.find((interval) => length / interval < MOST_INTERVALS);
  return fit ?? 24 * HOUR_MS;
}

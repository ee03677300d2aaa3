import type { End } from './group.ts';

/** Failed starts in a row, of one seat, after which a release counts as one that does not start. */
const STARTS = 2;
/** This many deaths within this time, and a release counts as one that keeps dying. */
const DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever lived this long starts afresh. */
const LONG_LIFE_MS = 60_000;

/** How long a seat waits before it starts the next process, ms. */
export function nextPause(before: number, lifeMs: number): number {
  if (before === 0 || lifeMs >= LONG_LIFE_MS) return FIRST_PAUSE_MS;
  return Math.min(before * 2, LONGEST_PAUSE_MS);
}

/** What a release has been through. */
export interface Trouble {
  /** Why it is held to be broken, without its name; null while it is not. */
  readonly failure: string | null;
  /** When instances died that had been healthy, or that replaced such ones; ms. */
  readonly deaths: readonly number[];
}

export const NO_TROUBLE: Trouble = { failure: null, deaths: [] };

/** An instance ended, or was given up, before it was ever healthy; `starts` says how often that was so in this seat. */
export function afterFailedStart(trouble: Trouble, starts: number, how: string): Trouble {
  if (trouble.failure !== null || starts < STARTS) return trouble;
  return { ...trouble, failure: `does not start: ${how}` };
}

/** An instance that had been healthy died. */
export function afterDeath(trouble: Trouble, now: number, how: string): Trouble {
  const deaths = [...trouble.deaths, now].filter((at) => now - at <= DEATHS_WITHIN_MS);
  if (trouble.failure !== null || deaths.length < DEATHS) return { ...trouble, deaths };
  return { deaths, failure: `keeps dying, ${deaths.length} times within a minute: ${how}` };
}

/** "exited with code 1", "was ended by SIGKILL". */
export function describeEnd(end: End): string {
  if (end.signal !== null) return `was ended by ${end.signal}`;
  if (end.code !== null) return `exited with code ${end.code}`;
  return 'ended';
}

export function withLog(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${text}. It printed nothing.`;
  return `${text}. The last it printed:\n${lines.join('\n')}`;
}

import type { WindowTally } from './load/messages.ts';

/** All that clients have seen so far, at one moment. */
interface Moment {
  readonly at: number;
  readonly requests: number;
  readonly failed: number;
  readonly notByRelease: number;
  readonly answeredBy: ReadonlyMap<string, number>;
}

/** Tells in a line what clients have seen since the line before. */
export class ClientsLine {
  readonly #everyMs: number;
  #before: Moment | null = null;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** "351/s  v1 79.6 %  v2 20.4 %  failed 0, not by the release 0  p95 21.4 ms"; null while it is too early for one. */
  next(windows: readonly WindowTally[], at: number): string | null {
    const now = momentOf(windows, at);
    const before = this.#before;
    if (before !== null && at - before.at < this.#everyMs) return null;
    this.#before = now;
    if (before === null) return null;
    const rate = ((now.requests - before.requests) * 1_000) / (at - before.at);
    const p95 = windows.at(-1)?.p95 ?? null;
    return [
      `${rate.toFixed(0)}/s`,
      ...sharesSince(before, now),
      `failed ${now.failed - before.failed}, not by the release ${now.notByRelease - before.notByRelease}`,
      ...(p95 === null ? [] : [`p95 ${p95.toFixed(0)} ms`]),
    ].join('  ');
  }
}

function momentOf(windows: readonly WindowTally[], at: number): Moment {
  const answeredBy = new Map<string, number>();
  for (const window of windows) {
    for (const [release, count] of Object.entries(window.answeredBy)) {
      answeredBy.set(release, (answeredBy.get(release) ?? 0) + count);
    }
  }
  return {
    at,
    requests: sum(windows.map((window) => window.requests)),
    failed: sum(windows.map((window) => window.failed)),
    notByRelease: sum(windows.map((window) => window.failedNotByRelease)),
    answeredBy,
  };
}

function sharesSince(before: Moment, now: Moment): readonly string[] {
  const counts = [...now.answeredBy]
    .map(([release, count]) => ({ release, count: count - (before.answeredBy.get(release) ?? 0) }))
    .filter(({ count }) => count > 0);
  const all = sum(counts.map(({ count }) => count));
  return counts
    .sort((a, b) => a.release.localeCompare(b.release))
    .map(({ release, count }) => `${release || 'nobody'} ${((100 * count) / all).toFixed(0)} %`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

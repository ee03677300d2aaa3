import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { COUNTING_NAMES, COUNTINGS, Source, type Counting, type Shown } from './source.ts';

const SERIES = 3;
/** Ten minutes of 50 candidate requests in 5 s, and of 100 to each series of the stable release. */
const LOOKS = 120;

function watched(how: Counting): { readonly second: number; readonly shown: Shown }[] {
  const source = new Source(how, [[{ bad: 1, total: 10 }]], SERIES, new Random(`source ${how}`));
  return Array.from({ length: LOOKS }, (_, i) => {
    const stableSeries = Array.from({ length: SERIES }, () => ({ bad: 1, total: 100 }));
    const stable = { bad: SERIES, total: 100 * SERIES };
    const second = 5 * (i + 1);
    const shown = source.look({ second, candidate: { bad: 2, total: 50 }, stable, stableSeries });
    return shown === null ? [] : [{ second, shown }];
  }).flat();
}

/** Seconds between two looks at which something new of a series was there. */
function pauses(totals: readonly { readonly second: number; readonly total: number }[]): number[] {
  const news = totals.filter(({ total }, i) => i > 0 && total !== totals[i - 1]?.total);
  return news.slice(1).map(({ second }, i) => second - (news[i]?.second ?? NaN));
}

const candidateOf = (looks: ReturnType<typeof watched>) =>
  looks.map(({ second, shown }) => ({ second, total: shown.candidate.total }));

describe('counts come in', () => {
  it.each([
    ['live', [5]],
    ['15s', [15]],
    ['30s', [30]],
    ['60s', [60]],
    ['by-series', [60]],
    ['late', [60]],
    ['poll-60s', [60]],
  ] as const)('%s', (how, expected) => {
    expect([...new Set(pauses(candidateOf(watched(how))))]).toEqual(expected);
  });

  it('jittered: every 40 to 80 s', () => {
    const all = pauses(candidateOf(watched('jittered')));
    expect(new Set(all).size).toBeGreaterThan(3);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...all)).toBeLessThanOrEqual(80);
  });

  it('all there are, the stable release on top of what it had', () => {
    expect(watched('live').at(-1)?.shown).toEqual({
      candidate: { id: 'candidate', bad: 240, total: 6_000 },
      stable: [
        { id: 'stable-0', bad: 121, total: 12_010 },
        { id: 'stable-1', bad: 120, total: 12_000 },
        { id: 'stable-2', bad: 120, total: 12_000 },
      ],
      until: null,
    });
  });

  it('by series: not all in the same look', () => {
    const first = watched('by-series').map(({ second, shown }) => ({
      second,
      news: [shown.candidate, ...shown.stable].filter(({ total }) => total > 10).length,
    }));
    expect(new Set(first.map(({ news }) => news)).size).toBeGreaterThan(2);
    expect(first.at(-1)?.news).toBe(SERIES + 1);
  });

  it('late: what is told is what is counted, 30 s old at least', () => {
    for (const { second, shown } of watched('late')) {
      expect(shown.candidate.total).toBe(Math.max(0, shown.until ?? NaN) * 10);
      expect(second - (shown.until ?? NaN)).toBeGreaterThanOrEqual(30);
      expect(second - (shown.until ?? NaN)).toBeLessThan(150);
    }
  });

  it('in no other way', () => {
    expect(COUNTING_NAMES).toEqual(Object.keys(COUNTINGS).sort((a, b) => at(a) - at(b)));
  });
});

function at(name: string): number {
  return COUNTING_NAMES.findIndex((one) => one === name);
}

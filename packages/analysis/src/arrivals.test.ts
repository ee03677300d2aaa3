import { describe, expect, test } from 'vitest';
import { Arrivals } from './arrivals.ts';

const LOOK_MS = 5_000;

/** What is said at each look of a release with these series, 5 s apart; `grown`: their new requests by look. */
function told(...grown: readonly (readonly number[])[]): { from: number; everyMs: number }[] {
  const arrivals = new Arrivals();
  return grown.map((totals, look) => {
    const series = totals.map((total, i) => ({ id: `pod-${i}`, total }));
    return { from: arrivals.read(series, look * LOOK_MS), everyMs: arrivals.everyMs };
  });
}

/** At every twelfth look a minute's requests. */
const byTheMinute = (looks: number, phase = 0): number[] =>
  Array.from({ length: looks }, (_, look) => (look > 0 && look % 12 === phase ? 600 : 0));

/** Since when the requests were made that came in after so many empty looks. */
const after = (empty: number, total: number): number =>
  told([0], [1], ...Array.from({ length: empty }, () => [0]), [total]).at(-1)?.from ?? NaN;

describe('requests were made', () => {
  test('since the look before where counts come in at every look', () => {
    expect(told([0], [50], [43], [61])).toEqual([
      { from: 0, everyMs: 0 },
      { from: 0, everyMs: 0 },
      { from: 5_000, everyMs: 0 },
      { from: 10_000, everyMs: 0 },
    ]);
  });

  test('since the lump before where they come in lumps, which is believed from the second on', () => {
    const all = told(...byTheMinute(37).map((total) => [total]));
    expect(all[12]).toEqual({ from: 0, everyMs: 0 });
    expect(all[24]).toEqual({ from: 60_000, everyMs: 60_000 });
    expect(all[36]).toEqual({ from: 120_000, everyMs: 60_000 });
  });

  test('the same for pods that are scraped one after the other', () => {
    const pods = [1, 4, 9].map((phase) => byTheMinute(40, phase));
    const all = told(...byTheMinute(40).map((_, look) => pods.map((pod) => pod[look] ?? 0)));
    for (const look of [25, 28, 33, 37]) {
      expect(all[look]?.from).toBe((look - 12) * LOOK_MS);
      expect(all[look]?.everyMs).toBeCloseTo(60_000, 6);
    }
  });

  test('since the look before where a little traffic leaves looks empty by chance', () => {
    // 4 requests after 9 empty looks: 10^-3. 8 of them: 10^-7, and e^-16 is not reached before 9 looks of 8.
    const quiet = told([0], ...Array.from({ length: 9 }, () => [0]), [4], [0], [1], [7], [0], [0], [3]);
    expect(quiet.map(({ from }, look) => look * LOOK_MS - from).slice(1)).toEqual(
      Array.from({ length: 16 }, () => LOOK_MS),
    );
    expect(quiet.at(-1)?.everyMs).toBe(0);
  });

  test('the first look where a lump is too great for chance is g^-(k-1) < e^-16', () => {
    // Two looks: 2^-23 is above e^-16, 2^-24 below it.
    expect(after(1, 24)).toBe(10_000);
    expect(after(1, 25)).toBe(5_000);
  });
});

test('a pod that gets a burst now and then, beside others, does not make them wait', () => {
  const looks = byTheMinute(60).map((total, look) => [500 + (look % 7), total / 12]);
  for (const { from, everyMs } of told(...looks).slice(1)) {
    expect(everyMs).toBe(0);
    expect(from % LOOK_MS).toBe(0);
  }
});

test('one late scrape is no habit', () => {
  const all = told([0], [500], [0], [0], [1_500], [500], [500]);
  expect(all[4]).toEqual({ from: 5_000, everyMs: 0 });
  expect(all[5]).toEqual({ from: 20_000, everyMs: 0 });
});

test('a habit that is over is forgotten with the next look that brings as much as it should', () => {
  const all = told(...byTheMinute(37).map((total) => [total]), [600], [600], [600]);
  expect(all[36]?.everyMs).toBe(60_000);
  expect(all[38]?.everyMs).toBe(0);
});

describe('where the source tells up to when', () => {
  test('they were made since what it told before, and nothing is guessed', () => {
    const arrivals = new Arrivals();
    arrivals.read([{ id: 'all', total: 0 }], 100_000, 0);
    for (let at = 105_000; at < 160_000; at += LOOK_MS) {
      expect(arrivals.read([{ id: 'all', total: 0 }], at, 0)).toBe(0);
    }
    expect(arrivals.read([{ id: 'all', total: 600 }], 160_000, 60_000)).toBe(0);
    expect(arrivals.read([{ id: 'all', total: 600 }], 220_000, 120_000)).toBe(60_000);
    expect(arrivals.everyMs).toBe(0);
  });

  test('it can tell neither of the future nor back again', () => {
    const arrivals = new Arrivals();
    arrivals.read([], 0, Infinity);
    expect(arrivals.read([{ id: 'all', total: 9 }], 5_000, Infinity)).toBe(0);
    expect(arrivals.read([{ id: 'all', total: 9 }], 10_000, -Infinity)).toBe(5_000);
    expect(arrivals.read([{ id: 'all', total: 9 }], 15_000, 12_000)).toBe(5_000);
    expect(arrivals.read([{ id: 'all', total: 9 }], 20_000, NaN)).toBe(12_000);
  });
});

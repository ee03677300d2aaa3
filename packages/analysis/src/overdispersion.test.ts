import { describe, expect, test } from 'vitest';
import { estimatePhi } from './overdispersion.ts';
import { Random } from './testing/random.ts';
import type { Counts } from './types.ts';

const MINUTES = 60;

function minutes(seed: number, clusters: number, rate: (minute: number) => number): Counts[] {
  const random = new Random(seed);
  return Array.from({ length: MINUTES }, (_, minute) => ({
    bad: clusters * random.poisson((6_000 * rate(minute)) / clusters),
    total: 6_000,
  }));
}

function estimates(clusters: number, rate: (minute: number) => number): number[] {
  return Array.from({ length: 100 }, (_, seed) => estimatePhi(minutes(seed + 1, clusters, rate)));
}

test('independent failures keep phi at 1, but for a few in a hundred', () => {
  expect(estimates(1, () => 0.005).filter((phi) => phi > 1).length).toBeLessThan(8);
});

test('a daily wave is not taken for scatter', () => {
  const wave = estimates(1, (minute) => 0.005 * (1 + 0.8 * Math.sin((2 * Math.PI * minute) / (6 * 60))));
  expect(wave.filter((phi) => phi > 1).length).toBeLessThan(10);
});

/** For five minutes twenty times as much. */
const incident = (minute: number): number => (minute > 20 && minute <= 25 ? 0.1 : 0.005);

test('an incident that begins and ends is not taken for scatter, nor does it hide what there is', () => {
  const calm = estimates(1, incident).sort((a, b) => a - b);
  expect(calm[75]).toBe(1);
  expect(calm[99]).toBeLessThan(4);
  const found = estimates(4, incident).sort((a, b) => a - b);
  expect(found[50]).toBeGreaterThan(3);
});

test('failures four at a time are seen, and more often thought more than less', () => {
  const found = estimates(4, () => 0.005).sort((a, b) => a - b);
  expect(found[50]).toBeGreaterThan(4);
  expect(found[50]).toBeLessThan(6);
  expect(found.filter((phi) => phi < 4).length).toBeLessThan(40);
});

test('every request counted three times over is overdispersion by three', () => {
  const found = minutes(7, 4, () => 0.005);
  const tripled = found.map(({ bad, total }) => ({ bad: 3 * bad, total: 3 * total }));
  expect(estimatePhi(tripled)).toBeCloseTo(3 * estimatePhi(found), 9);
});

describe('says 1 where nothing can be learnt', () => {
  test.each([
    { name: 'no history', history: [] },
    { name: 'four minutes', history: minutes(1, 4, () => 0.01).slice(0, 4) },
    { name: 'no failure', history: minutes(1, 1, () => 0) },
    {
      name: 'nothing but failures',
      history: minutes(1, 1, () => 0).map(({ total }) => ({ bad: total, total })),
    },
    { name: 'no request', history: minutes(1, 1, () => 0).map(() => ({ bad: 0, total: 0 })) },
  ])('$name', ({ history }) => {
    expect(estimatePhi(history)).toBe(1);
  });

  test('and leaves out minutes that are no counts', () => {
    const sound = minutes(3, 4, () => 0.005);
    const broken = [
      { bad: NaN, total: 10 },
      { bad: 5, total: 1 },
      { bad: -1, total: 3 },
      { bad: 0, total: Infinity },
    ];
    expect(estimatePhi([...broken, ...sound, ...broken])).toBe(estimatePhi(sound));
  });
});

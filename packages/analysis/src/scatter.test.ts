import { describe, expect, test } from 'vitest';
import { coincidenceOf, evenly, NO_COINCIDENCE, ScatterEstimate } from './scatter.ts';
import { Random } from './testing/random.ts';
import type { Counts } from './types.ts';

const LOOK_MS = 5_000;
const SERIES = 8;

/** The stable release in one look: its series, whose failures come `cluster` at a time. */
function seriesOf(random: Random, rate: number, cluster: number): Counts[] {
  return Array.from({ length: SERIES }, () => ({
    bad: cluster * random.poisson((56 * rate) / cluster),
    total: 56,
  }));
}

function sumOf(series: readonly Counts[]): Counts {
  return series.reduce((sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }), {
    bad: 0,
    total: 0,
  });
}

/** Minutes of 6,000 requests with a rate of their own each. */
function minutesOf(random: Random, rate: () => number, cluster: number): Counts[] {
  return Array.from({ length: 30 }, () => ({
    bad: cluster * random.poisson((6_000 * rate()) / cluster),
    total: 6_000,
  }));
}

function taught(estimate: ScatterEstimate, looks: readonly (readonly Counts[])[]): ScatterEstimate {
  for (const series of looks) estimate.learn(sumOf(series), LOOK_MS, coincidenceOf(series));
  return estimate;
}

const looksOf = (
  seed: number,
  howMany: number,
  rate: (look: number) => number,
  cluster: number,
): Counts[][] => {
  const random = new Random(seed);
  return Array.from({ length: howMany }, (_, look) => seriesOf(random, rate(look), cluster));
};

/** For five minutes twenty times as much. */
const incident = (look: number): number => (look > 100 && look <= 160 ? 0.1 : 0.005);

describe('series side by side', () => {
  test('two failures on one of two equal series are one pair more than chance', () => {
    const both = coincidenceOf([
      { bad: 2, total: 10 },
      { bad: 0, total: 10 },
    ]);
    expect(both).toEqual({ excess: 1, weight: 1, variance: 1 });
  });

  test('a single series tells nothing', () => {
    expect(coincidenceOf([{ bad: 7, total: 10 }])).toEqual({ excess: 0, weight: 0, variance: 0 });
    expect(coincidenceOf([])).toEqual({ excess: 0, weight: 0, variance: 0 });
  });

  test('independent failures keep phi near 1, also through an incident that all share', () => {
    const found = Array.from(
      { length: 40 },
      (_, i) => taught(new ScatterEstimate(evenly(1)), looksOf(i + 1, 360, incident, 1)).phi,
    );
    expect(Math.max(...found)).toBeLessThan(1.15);
  });

  test('failures four at a time are seen', () => {
    const found = Array.from(
      { length: 40 },
      (_, i) =>
        taught(
          new ScatterEstimate(evenly(1)),
          looksOf(i + 1, 360, () => 0.005, 4),
        ).phi,
    ).sort((a, b) => a - b);
    expect(found[4]).toBeGreaterThan(2.5);
    expect(found[20]).toBeGreaterThan(3.3);
    expect(found[35]).toBeLessThan(5);
  });
});

describe('scatter of minutes', () => {
  const NOISE = 0.5;
  /** Lognormal, of mean 0.005. */
  const noisy = (random: Random) => (): number =>
    0.005 *
    Math.exp(
      NOISE * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()) -
        NOISE ** 2 / 2,
    );
  const traffic = { candidate: 600, stable: 5_400 };

  test('that is not seen between series belongs to the whole release, and weighs less on a small one', () => {
    const random = new Random(3);
    const estimate = new ScatterEstimate(minutesOf(random, noisy(random), 1));
    taught(
      estimate,
      looksOf(4, 120, () => 0.005, 1),
    );
    const { candidate, stable } = estimate.of(traffic.candidate, traffic.stable, 60_000, 0.005);
    expect(stable).toBeGreaterThan(4);
    expect(candidate).toBeLessThan(3);
    expect(candidate - 1).toBeGreaterThan((stable - 1) / 9.5);
  });

  test('weighs a minute the same, whether its counts come every 5 s or at once', () => {
    const estimate = new ScatterEstimate([]);
    const minute = estimate.of(600, 5_400, 60_000, 0.005);
    expect(estimate.of(50, 450, 5_000, 0.005)).toEqual(minute);
    expect(estimate.of(150, 1_350, 15_000, 0.005)).toEqual(minute);
    // Of five minutes it is not known that they have more than one rate.
    expect(estimate.of(3_000, 27_000, 300_000, 0.005).candidate - 1).toBeCloseTo(
      5 * (minute.candidate - 1),
      9,
    );
  });

  test('is learnt the same from lumps of a minute', () => {
    const random = new Random(8);
    const rate = noisy(random);
    const live = new ScatterEstimate([]);
    const lumped = new ScatterEstimate([]);
    for (let minute = 0; minute < 30; minute++) {
      const looks = looksOf(minute + 50, 12, () => rate(), 1).map(sumOf);
      for (const look of looks) live.learn(look, LOOK_MS, NO_COINCIDENCE);
      lumped.learn(sumOf(looks), 60_000, NO_COINCIDENCE);
    }
    expect(lumped.of(600, 5_400, 60_000, 0.005)).toEqual(live.of(50, 450, LOOK_MS, 0.005));
  });

  test('that is seen between series is the same for both', () => {
    const random = new Random(5);
    const estimate = new ScatterEstimate(minutesOf(random, () => 0.005, 4));
    taught(
      estimate,
      looksOf(6, 360, () => 0.005, 4),
    );
    const { candidate, stable } = estimate.of(traffic.candidate, traffic.stable, 60_000, 0.005);
    expect(candidate).toBeGreaterThan(3);
    expect(stable - candidate).toBeLessThan(2);
  });

  test('is taken for clusters while nothing live was seen', () => {
    const random = new Random(3);
    const { candidate, stable } = new ScatterEstimate(minutesOf(random, noisy(random), 1)).of(
      600,
      5_400,
      60_000,
      0.005,
    );
    expect(candidate).toBe(stable);
    expect(candidate).toBeGreaterThan(4);
  });

  test('is taken for granted to some degree where nothing is known, until the live minutes are calm', () => {
    const estimate = new ScatterEstimate([]);
    const looks = looksOf(10, 360, () => 0.005, 1);
    const before = estimate.of(600, 5_400, 60_000, 0.005);
    expect(before.stable).toBeCloseTo(1 + 0.15 * 27, 9);
    expect(before.candidate).toBeCloseTo(1 + 0.15 * 3, 9);
    expect(taught(estimate, looks.slice(0, 60)).of(600, 5_400, 60_000, 0.005).stable).toBeLessThan(
      before.stable,
    );
    expect(taught(estimate, looks.slice(60)).of(600, 5_400, 60_000, 0.005).stable).toBeLessThan(1.7);
  });

  test('goes on being learnt where the minutes from before scatter, and not where they are calm', () => {
    const calm = new ScatterEstimate(minutesOf(new Random(11), () => 0.005, 1));
    const shared = looksOf(12, 360, incident, 1);
    expect(taught(calm, shared).of(600, 5_400, 60_000, 0.005).stable).toBeLessThan(1.3);
    const random = new Random(3);
    const noise = new ScatterEstimate(minutesOf(random, noisy(random), 1));
    const quiet = looksOf(13, 720, () => 0.005, 1);
    const { stable } = taught(noise, quiet.slice(0, 12)).of(600, 5_400, 60_000, 0.005);
    expect(taught(noise, quiet.slice(12)).of(600, 5_400, 60_000, 0.005).stable).toBeLessThan(0.8 * stable);
  });

  test('is learnt from live minutes where there are none from before', () => {
    const estimate = new ScatterEstimate([]);
    const random = new Random(8);
    const rate = noisy(random);
    let current = 0;
    const looks = looksOf(9, 30 * 12, (look) => (look % 12 === 0 ? (current = rate()) : current), 1);
    expect(taught(estimate, looks).of(600, 5_400, 60_000, 0.005).stable).toBeGreaterThan(4);
  });
});

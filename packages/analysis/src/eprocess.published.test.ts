import { describe, expect, test } from 'vitest';
import { EProcess } from './eprocess.ts';
import { lnLimitFactor } from './factors.ts';
import { asymptoticHalfWidth, bestPriorVariance } from './published/normal-mixture.ts';

/**
 * Mixtures with a continuous prior have closed forms that others have published. Ours are sums; with the prior cut into
 * many small bets they must come to the same numbers.
 */
function mixtureOf(from: number, to: number, density: (x: number) => number): EProcess {
  const cells = 20_000;
  const width = (to - from) / cells;
  const bets = Array.from({ length: cells }, (_, i) => from + (i + 0.5) * width);
  return new EProcess({ bets, weights: bets.map(density) }, { restarts: false, lnCap: Infinity });
}

// github.com/gostevehoward/confseq, test/uniform_boundaries_unittest.cpp: s = 10 at intrinsic time v = 100, tuned for 100.
describe('confseq', () => {
  const s = 10;
  const v = 100;
  const oneSided = 1 / bestPriorVariance(100, 2 * 0.05);
  const twoSided = 1 / bestPriorVariance(100, 0.05);

  test('normal mixture', () => {
    const process = mixtureOf(0, 3, (x) => Math.exp((-oneSided * x * x) / 2));
    process.multiply((x) => x * s - (x * x * v) / 2);
    expect(process.lnE).toBeCloseTo(-0.06502391, 6);
  });

  test('gamma-Poisson mixture', () => {
    // Rates of a Poisson count with c = 2: ln e = s ln(y)/c - v (y - 1 - ln y)/c^2, y from 1 on, gamma prior.
    const c = 2;
    const shape = oneSided / c ** 2;
    const process = mixtureOf(1, 8, (y) => y ** (shape - 1) * Math.exp(-shape * y));
    process.multiply((y) => (s / c) * Math.log(y) - (v / c ** 2) * (y - 1 - Math.log(y)));
    expect(process.lnE).toBeCloseTo(-0.06991219, 6);
  });

  test.each([
    { sides: 'one-sided', rho: oneSided, from: 0.2, expected: -0.07134019 },
    { sides: 'two-sided', rho: twoSided, from: 0, expected: -0.6941012 },
  ])(
    'beta-binomial mixture, $sides, with our factor for a rate against a limit',
    ({ rho, from, expected }) => {
      // Values from -g to h with mean 0 are failures, at rate g/(g + h): beta prior for the rate.
      const g = 0.2;
      const h = 0.8;
      const r = Math.max(rho - g * h, 1e-3 * g * h);
      const total = v / (g * h);
      const bad = (v + h * s) / (h * (g + h));
      const process = mixtureOf(
        from,
        1,
        (q) => q ** (r / (h * (g + h)) - 1) * (1 - q) ** (r / (g * (g + h)) - 1),
      );
      process.multiply((q) => lnLimitFactor((q / (1 - q)) * (h / g), { bad, total }, g / (g + h)));
      expect(process.lnE).toBeCloseTo(expected, 5);
    },
  );
});

test("GrowthBook's sequence is the normal mixture's boundary, a little wider", () => {
  const alpha = 0.05;
  const tightestAt = 5_000;
  for (const n of [500, 5_000, 50_000]) {
    const s = (n * asymptoticHalfWidth({ standardError: 1 / Math.sqrt(n), n, alpha, tightestAt })) / 1;
    const spread = Math.sqrt(bestPriorVariance(tightestAt, 2 * alpha));
    const process = mixtureOf(0, 10 * spread, (x) => Math.exp(-((x / spread) ** 2) / 2));
    process.multiply((x) => x * s - (x * x * n) / 2);
    expect(process.lnE).toBeGreaterThanOrEqual(-Math.log(alpha));
    expect(process.lnE).toBeLessThan(-Math.log(alpha) + 0.1);
  }
});

// github.com/optimizely/ssrm, ssrm_test/test_ssrm_test.py: traffic meant to be split 2 : 2 : 1.
describe('ssrm', () => {
  const batches = [
    [20, 17, 9],
    [18, 21, 8],
    [4, 6, 4],
    [18, 19, 11],
  ];
  const meant = [0.4, 0.4, 0.2];
  const lnM1 = -19.96484521090386;
  const lnM0 = -15.781031228536165;

  test('the likelihood of the split that was meant', () => {
    const lnFactorial = (n: number): number => (n < 2 ? 0 : Math.log(n) + lnFactorial(n - 1));
    const lnPmf = (batch: readonly number[]): number =>
      lnFactorial(batch.reduce((sum, n) => sum + n, 0)) +
      batch.reduce((sum, n, i) => sum + n * Math.log(meant[i] ?? 0) - lnFactorial(n), 0);
    expect(batches.reduce((sum, batch) => sum + lnPmf(batch), 0)).toBeCloseTo(lnM0, 9);
  });

  test('a mixture over all splits, batch by batch, against it', () => {
    const cells = 300;
    const middles = Array.from({ length: cells }, (_, i) => (i + 0.5) / cells);
    const splits = middles.flatMap((u) => middles.map((v) => [u, (1 - u) * v, (1 - u) * (1 - v)]));
    // Uniform over all splits, Dirichlet(1, 1, 1): v is given the room that u leaves it.
    const process = new EProcess(
      { bets: splits.map((_, i) => i), weights: splits.map(([u = 0]) => 1 - u) },
      { restarts: false, lnCap: Infinity },
    );
    for (const batch of batches) {
      process.multiply((bet) =>
        batch.reduce((sum, n, i) => sum + n * Math.log((splits[bet]?.[i] ?? 0) / (meant[i] ?? 1)), 0),
      );
    }
    expect(process.lnE).toBeCloseTo(lnM1 - lnM0, 4);
  });
});

const odds = (p: number): number => p / (1 - p);

// R package safestats 0.8.7, contingency-tables-vignette: the unbalanced design, na = 2 and nb = 1 in each block.
test('safestats: two proportions by blocks, plugging in what was learnt before', () => {
  // What set.seed(692021); rbinom(79, 2, 0.2); rbinom(79, 1, 0.5) draws there.
  const a = '0100011100000020101122010111011020012111001010000000001000101102000101100000000';
  const b = '1110110110101110010000101110001001001100001100001110010000000110100111110111000';
  expect(a).toHaveLength(79);
  expect(b).toHaveLength(79);
  // The design's Beta priors: 0.18 for a, nb/na of that for b.
  const seen = { a: { bad: 0, total: 0, prior: 0.18 }, b: { bad: 0, total: 0, prior: 0.09 } };
  const process = new EProcess({ bets: [1], weights: [1] }, { restarts: false, lnCap: Infinity });
  for (let block = 0; block < 79; block++) {
    const inA = { bad: Number(a[block]), total: 2 };
    const inB = { bad: Number(b[block]), total: 1 };
    const rateA = (seen.a.bad + seen.a.prior) / (seen.a.total + 2 * seen.a.prior);
    const rateB = (seen.b.bad + seen.b.prior) / (seen.b.total + 2 * seen.b.prior);
    const same = (2 * rateA + rateB) / 3;
    process.multiply(
      () =>
        lnLimitFactor(odds(rateA) / odds(same), inA, same) +
        lnLimitFactor(odds(rateB) / odds(same), inB, same),
    );
    seen.a.bad += inA.bad;
    seen.a.total += inA.total;
    seen.b.bad += inB.bad;
    seen.b.total += inB.total;
  }
  expect(Math.exp(process.lnE)).toBeCloseTo(1.8097, 4);
});

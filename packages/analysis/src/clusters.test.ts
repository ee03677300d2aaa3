import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clustersBehind, clustersIn, inClusters, scatterOfClusters } from './clusters.ts';
import { poisson, type Chances } from './testing/distributions.ts';

/** Chances of X, the failures in a Poisson number of clusters of geometric size (Panjer's recursion). */
function clustered(mean: number, size: number, most: number): Chances {
  const chances = [Math.exp(-mean)];
  const sizes = (j: number): number => (1 / size) * (1 - 1 / size) ** (j - 1);
  for (let x = 1; x <= most; x++) {
    let sum = 0;
    for (let j = 1; j <= x; j++) sum += j * sizes(j) * (chances[x - j] ?? 0);
    chances.push((mean / x) * sum);
  }
  return chances;
}

const meanAnd = fc.record({
  mean: fc.double({ min: 0.01, max: 6, noNaN: true }),
  size: fc.double({ min: 1.05, max: 8, noNaN: true }),
});

describe('the clusters behind some failures', () => {
  test('are what the sum over their number says', () => {
    // 3 failures, clusters of 2 on average, 1 of them on average: P(N = n and X = 3), by hand.
    const joint = [0, 1, 2, 3].map((n) => {
      const [ways = 0, factorial = 1] =
        [
          [0, 1],
          [1, 1],
          [2, 2],
          [1, 6],
        ][n] ?? [];
      return (Math.exp(-1) / factorial) * ways * 0.5 ** n * 0.5 ** (3 - n);
    });
    const all = joint.reduce((sum, one) => sum + one, 0);
    const expected = joint.reduce((sum, one, n) => sum + n * one, 0) / all;
    expect(clustersBehind(3, 1, 2)).toBeCloseTo(expected, 12);
  });

  test('are on average as many as there are', () => {
    fc.assert(
      fc.property(meanAnd, ({ mean, size }) => {
        const found = clustered(mean, size, 199).reduce(
          (sum, chance, bad) => sum + chance * clustersBehind(bad, mean, size),
          0,
        );
        expect(Math.abs(found / mean - 1)).toBeLessThan(1e-3);
      }),
      { numRuns: 50 },
    );
  });

  test('bring no bet more than independent events would', () => {
    fc.assert(
      fc.property(meanAnd, fc.double({ min: 0.1, max: 2, noNaN: true }), ({ mean, size }, base) => {
        const e = clustered(mean, size, 199).reduce(
          (sum, chance, bad) => sum + chance * base ** clustersBehind(bad, mean, size),
          0,
        );
        const independent = poisson(mean).reduce((sum, chance, n) => sum + chance * base ** n, 0);
        expect(e).toBeLessThanOrEqual(independent * (1 + 1e-4));
      }),
      { numRuns: 50 },
    );
  });

  test('lie between one and the failures, and grow with them, however many these are', () => {
    for (const size of [1.001, 1.5, 4, 1e6]) {
      for (const mean of [0, 1e-9, 0.5, 1e6, 1e15]) {
        let before = 0;
        for (const bad of [0, 0.5, 1, 2, 3, 10, 200, 1e4, 1e15]) {
          const clusters = clustersBehind(bad, mean, size);
          expect(clusters).toBeGreaterThanOrEqual(Math.min(1, bad));
          expect(clusters).toBeLessThanOrEqual(bad);
          // Beyond 200 it is an approximation.
          expect(clusters).toBeGreaterThanOrEqual(before * 0.99);
          before = clusters;
        }
      }
    }
  });

  test('that are rare are one for each series that failed', () => {
    const cells = [
      { bad: 4, total: 50 },
      { bad: 0, total: 50 },
      { bad: 7, total: 50 },
    ];
    expect(clustersIn(cells, 1e-6, 4)).toBeCloseTo(2, 3);
    expect(clustersIn(cells, 1e-6, 1)).toBe(11);
  });
});

test('a look is weighed by the clusters of both releases', () => {
  const counts = { candidateBad: 6, candidateTotal: 50, stableBad: 5, stableTotal: 450 };
  const cells = { candidate: [{ bad: 6, total: 50 }], stable: [{ bad: 5, total: 225 }] };
  const found = inClusters(counts, cells, { ratio: 1, slack: 0 }, 1e-7, 4);
  expect(found).toMatchObject({ candidateTotal: 50, stableTotal: 450 });
  expect(found.candidateBad).toBeCloseTo(1, 3);
  expect(found.stableBad).toBeCloseTo(1, 3);
});

test('what clusters explain is no scatter of theirs', () => {
  expect(scatterOfClusters({ candidate: 7, stable: 11 }, 4)).toEqual({ candidate: 1, stable: 2 });
  expect(scatterOfClusters({ candidate: 2, stable: 2 }, 4)).toEqual({ candidate: 1, stable: 1 });
});

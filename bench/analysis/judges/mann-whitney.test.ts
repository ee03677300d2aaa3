import { describe, expect, it } from 'vitest';
import { mannWhitney, standardized, Z_95, Z_98 } from './mann-whitney.ts';

/** Values and how often each occurs. */
type Histogram = readonly (readonly [value: number, count: number])[];

function sample(histogram: Histogram): readonly number[] {
  return histogram.flatMap(([value, count]) => Array.from({ length: count }, () => value));
}

/** The samples of Kayenta's MannWhitneySuite that were compared with R's wilcox.test, as histograms. */
const LATENCIES = {
  experiment: sample([
    [1.5, 9],
    [2, 16],
    [2.5, 22],
    [3, 17],
    [3.5, 9],
    [4, 5],
    [4.5, 1],
    [5, 3],
    [5.5, 1],
    [6, 2],
    [6.5, 2],
    [7, 1],
    [7.5, 1],
    [16.5, 1],
  ]),
  control: sample([
    [1.5, 2],
    [2, 16],
    [2.5, 18],
    [3, 16],
    [3.5, 10],
    [4, 8],
    [4.5, 4],
    [5, 6],
    [5.5, 2],
    [6, 5],
    [8, 1],
    [15.5, 1],
    [54.5, 1],
  ]),
};
const MORE_LATENCIES = {
  experiment: sample([
    [0.5, 20],
    [1, 41],
    [1.5, 67],
    [2, 37],
    [2.5, 3],
    [3, 2],
    [3.5, 3],
    [4, 1],
    [5, 1],
    [5.5, 3],
    [8.5, 1],
    [19, 1],
  ]),
  control: sample([
    [0, 1],
    [0.5, 7],
    [1, 32],
    [1.5, 70],
    [2, 33],
    [2.5, 22],
    [3, 6],
    [3.5, 2],
    [4, 3],
    [4.5, 1],
    [5.5, 1],
    [7, 1],
    [7.5, 1],
  ]),
};

describe('the Mann-Whitney interval', () => {
  it("is that of Kayenta's worked example", () => {
    const { low, high, estimate } = mannWhitney([10, 20, 30, 40], [1, 2, 3, 4], Z_95);
    expect(low).toBe(6);
    expect(high).toBe(39);
    expect(estimate).toBeCloseTo(22.5, 6);
  });

  it("agrees with R's where many values are equal", () => {
    const { low, high, estimate } = mannWhitney(LATENCIES.experiment, LATENCIES.control, Z_95);
    expect(low).toBeCloseTo(-0.500002521696696, 9);
    expect(high).toBeCloseTo(-3.486287505871302e-5, 9);
    // R asks for the estimate with another tolerance.
    expect(estimate).toBeCloseTo(-0.4999393907180323, 3);
  });

  it("agrees with R's at 98 %", () => {
    const { low, high, estimate } = mannWhitney(MORE_LATENCIES.experiment, MORE_LATENCIES.control, Z_98);
    expect(low).toBeCloseTo(-0.4999173250549087, 9);
    expect(high).toBeCloseTo(-6.912685789769486e-6, 9);
    expect(estimate).toBeCloseTo(-3.45044082729315e-5, 3);
  });

  it('shifts and mirrors with the samples', () => {
    const x = [3, 5, 8, 9, 13, 21];
    const y = [1, 4, 6, 7, 10, 11];
    const { low, high, estimate } = mannWhitney(x, y, Z_95);
    const moved = mannWhitney(
      x.map((value) => value + 100),
      y,
      Z_95,
    );
    expect(moved.low).toBeCloseTo(low + 100, 3);
    expect(moved.high).toBeCloseTo(high + 100, 3);
    const mirrored = mannWhitney(y, x, Z_95);
    expect(mirrored.low).toBeCloseTo(-high, 3);
    expect(mirrored.estimate).toBeCloseTo(-estimate, 1);
  });
});

describe('the standardized rank sum', () => {
  it('is worked out by hand: ranks 5 to 8, expectation 18, variance 12', () => {
    // x ranks 5 + 6 + 7 + 8 = 26, minus 10 is U = 16, minus 8 is 8, minus the continuity's half; 16 / 12 x 9 = 12.
    const z = standardized(Float64Array.of(10, 20, 30, 40), Float64Array.of(1, 2, 3, 4), 0);
    expect(z).toBeCloseTo(7.5 / Math.sqrt(12), 12);
  });

  it('gives ties their mean rank and takes them from the variance', () => {
    // Joint 1 2 2 2 3: ranks 1 3 3 3 5. x = 2 2 3 has 11, minus 6 is U = 5, minus 3 is 2, minus .5; ties 3^3 - 3 = 24.
    const z = standardized(Float64Array.of(2, 2, 3), Float64Array.of(1, 2), 0);
    expect(z).toBeCloseTo(1.5 / Math.sqrt((6 / 12) * (6 - 24 / 20)), 12);
  });

  it('has no value where all are the same', () => {
    expect(standardized(Float64Array.of(1, 1), Float64Array.of(1, 1), 0)).toBeNaN();
  });
});

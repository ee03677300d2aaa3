import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { Flow, meanOf, steady, type Traffic } from './traffic.ts';

const UP_AND_DOWN: Traffic = {
  slots: [
    { rps: 10, rates: [0.1] },
    { rps: 30, rates: [0.01] },
  ],
  slotMs: 60_000,
};

describe('traffic', () => {
  it('has a mean over time, and a rate over the requests', () => {
    const { rps, rates } = meanOf(UP_AND_DOWN);
    expect(rps).toBe(20);
    expect(rates[0]).toBeCloseTo((10 * 0.1 + 30 * 0.01) / 40, 12);
    expect(meanOf(steady(0, [0.5]))).toEqual({ rps: 0, rates: [0] });
  });

  it('is the same at each moment where it is steady', () => {
    const flow = new Flow(steady(12, [0.25]), new Random(1, 1, 1));
    flow.advance(58_000, 63_000);
    expect(flow.requests).toBeCloseTo(60, 9);
    expect(flow.rates[0]).toBeCloseTo(0.25, 12);
    flow.advance(63_000, 63_000);
    expect(flow.requests).toBe(0);
  });

  it('starts anywhere in a recording, goes on through it and begins anew at its end', () => {
    const starts = new Set<number>();
    for (let part = 0; part < 50; part++) {
      const flow = new Flow(UP_AND_DOWN, new Random(1, 1, part));
      flow.advance(0, 120_000);
      expect(flow.requests).toBeCloseTo(2_400, 6);
      flow.advance(120_000, 120_000 + 240_000);
      expect(flow.requests).toBeCloseTo(4_800, 6);
      expect(flow.rates[0]).toBeCloseTo(1.3 / 40, 9);
      flow.advance(0, 5_000);
      starts.add(Math.round(flow.requests));
    }
    expect(starts.has(50) && starts.has(150)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { evidenceRows, thresholdsAt } from './evidence.ts';
import { breached, promoted } from './testing/fixtures.ts';

describe('evidenceRows', () => {
  it('names the decision, the weight that was judged, and how near each threshold was', () => {
    const { result, samples } = breached();
    expect(evidenceRows(result, samples)).toEqual([
      {
        number: 3,
        weight: 5,
        verdict: 'breach',
        sli: 'availability',
        candidate: { bad: 6, total: 47 },
        stable: { bad: 5, total: 893 },
        worse: 'yes: 7.1 of 4.6',
        goodEnough: 'not shown yet: -7.6 of 3.0',
      },
      {
        number: 3,
        weight: 5,
        verdict: 'breach',
        sli: 'latency',
        candidate: { bad: 1, total: 47 },
        stable: { bad: 5, total: 893 },
        worse: 'not shown: -0.3 of 4.6',
        goodEnough: 'not shown yet: -0.2 of 3.0',
      },
    ]);
  });

  it('says the figures alone where no threshold is known, and that a test was not run', () => {
    const { result } = promoted();
    const timeline = result.timeline.map((entry) => ({
      ...entry,
      verdict: entry.verdict && {
        ...entry.verdict,
        slis: entry.verdict.slis.map((sli) => ({ ...sli, lnRollback: -1.25, lnPromotion: null })),
      },
    }));
    const [row] = evidenceRows({ ...result, timeline }, []);
    expect(row).toMatchObject({ worse: 'ln E -1.3', goodEnough: 'not tested' });
  });

  it('leaves out a verdict that only happened to stand when the rollout moved', () => {
    const { result, samples } = breached();
    const timeline = result.timeline.map((entry) => ({ ...entry, event: 'watching' as const }));
    expect(evidenceRows({ ...result, timeline }, samples)).toEqual([]);
  });

  it('takes the thresholds that held then', () => {
    const { samples } = promoted();
    const [first, ...rest] = samples;
    if (first === undefined) throw new Error('no samples');
    const changed = [{ ...first, rollbackThreshold: 9 }, ...rest];
    expect(thresholdsAt(changed, first.at - 1)?.rollback).toBe(9);
    expect(thresholdsAt(changed, first.at)?.rollback).toBe(9);
    expect(thresholdsAt(changed, first.at + 60_000)?.rollback).toBeCloseTo(4.605);
    expect(thresholdsAt([], 0)).toBeNull();
  });
});

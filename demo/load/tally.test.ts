import { describe, expect, it } from 'vitest';
import { NEWS } from './messages.ts';
import { Tally } from './tally.ts';

const good = { kind: 'answered', status: 200, injected: false, release: 'v1' } as const;

function tallyOf(...outcomes: Parameters<Tally['settled']>[0][]): ReturnType<Tally['read']> {
  const tally = new Tally('v2', 1_000);
  for (const outcome of outcomes) {
    tally.sent();
    tally.settled(outcome, 20);
  }
  return tally.read(3_000);
}

describe('the clients’ tally', () => {
  it('tells failures that the release marked from all others', () => {
    const seen = tallyOf(
      good,
      { ...good, status: 500, injected: true, release: 'v3' },
      { ...good, status: 500 },
      { ...good, status: 502, release: '' },
      { kind: 'broken', why: 'SocketError: other side closed' },
    );
    expect(seen).toMatchObject({ requests: 5, settled: 5, failed: 4, failedNotByRelease: 3 });
    expect(seen.faults).toEqual({
      '500 from v1': 1,
      '502 from nobody': 1,
      'SocketError: other side closed': 1,
    });
  });

  it('takes 4xx for an answer, not for a failure', () => {
    expect(tallyOf({ ...good, status: 404 })).toMatchObject({ failed: 0, failedNotByRelease: 0 });
  });

  it('counts who answered', () => {
    expect(tallyOf(good, good, { ...good, release: 'v2' }).answeredBy).toEqual({ v1: 2, v2: 1 });
  });

  it('counts every strange failure even when it shows only some', () => {
    const seen = tallyOf(
      ...Array.from({ length: 9 }, (_, i) => ({ kind: 'broken', why: `fault ${i}` }) as const),
    );
    expect(seen.failedNotByRelease).toBe(9);
    expect(Object.keys(seen.faults)).toHaveLength(5);
  });

  it('knows what is still under way', () => {
    const tally = new Tally('v2', 0);
    tally.sent();
    tally.missed(3);
    expect(tally.read(500)).toMatchObject({ requests: 1, settled: 0, unsent: 3, p50: null });
  });

  it('gives percentiles in milliseconds', () => {
    const tally = new Tally('v2', 0);
    for (let ms = 1; ms <= 100; ms++) tally.settled(good, ms);
    const { p50, p95, p99 } = tally.read(1_000);
    expect(p50).toBeCloseTo(50, 0);
    expect(p95).toBeCloseTo(95, 0);
    expect(p99).toBeCloseTo(99, 0);
  });

  it('stops its clock when it is closed', () => {
    const tally = new Tally('v2', 1_000);
    tally.close(4_000);
    tally.close(9_000);
    expect(tally.read(10_000).ms).toBe(3_000);
  });

  it('is what the message says', () => {
    const news = { kind: 'tally', final: true, windows: [tallyOf(good)] };
    expect(NEWS.parse(structuredClone(news))).toEqual(news);
  });
});

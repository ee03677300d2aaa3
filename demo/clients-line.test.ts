import { describe, expect, it } from 'vitest';
import { ClientsLine } from './clients-line.ts';
import type { WindowTally } from './load/messages.ts';

function tally(name: string, counts: Partial<WindowTally>): WindowTally {
  const none = { requests: 0, settled: 0, failed: 0, failedNotByRelease: 0, unsent: 0 };
  return { name, ms: 1_000, ...none, p50: null, p95: null, p99: null, answeredBy: {}, faults: {}, ...counts };
}

describe('the line about clients', () => {
  it('tells only what is new, over all windows', () => {
    const line = new ClientsLine(1_000);
    const before = tally('v2', { requests: 700, answeredBy: { v1: 700 } });
    expect(line.next([before], 10_000)).toBeNull();
    const closed = tally('v2', { requests: 900, answeredBy: { v1: 900 }, failed: 1, failedNotByRelease: 1 });
    const open = tally('v3', { requests: 500, answeredBy: { v1: 400, v3: 80 }, failed: 20, p95: 21.4 });
    expect(line.next([closed, open], 12_000)).toBe(
      '350/s  v1 88 %  v3 12 %  failed 21, not by the release 1  p95 21 ms',
    );
  });

  it('waits its time', () => {
    const line = new ClientsLine(1_000);
    line.next([], 0);
    expect(line.next([], 999)).toBeNull();
    expect(line.next([], 1_000)).toBe('0/s  failed 0, not by the release 0');
  });
});

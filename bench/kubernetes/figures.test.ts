import { describe, expect, it } from 'vitest';
import { jsonOf, missesOf, perRollout, ratioOf, tableOf, type Crowd, type Figures } from './figures.ts';
import { kubernetes } from './main.ts';
import type { Spent } from './world.ts';

function spent(verbs: Spent['verbs'], more: Partial<Spent> = {}): Spent {
  return { ends: [], wallMs: 5_000, cpuMs: 500, peakBytes: 200e6, wireBytes: 300_000, verbs, ...more };
}

const CANARY = {
  name: 'canary',
  what: 'two-step canary',
  goal: 25,
  spent: spent({ watch: 3, patch: 9, get: 13 }),
};

function crowd(count: number, each: number, cpuMs: number): Crowd {
  return {
    count,
    spent: spent({ watch: count * each }, { cpuMs: count * cpuMs, peakBytes: 100e6 + count * 1e6 }),
  };
}

const FIGURES: Figures = {
  idleBytes: 100e6,
  singles: [CANARY],
  crowds: [crowd(1, 15, 900), crowd(10, 15, 200), crowd(100, 15, 250)],
};

describe('the figures', () => {
  it('are a table of verbs, and of what one of many costs', () => {
    const lines = tableOf(FIGURES);
    expect(lines.find((line) => line.startsWith('two-step'))).toMatch(
      /3 +0 +13 +9 +0 +0 +25 +25 +300 kB +200\.0 MB$/,
    );
    expect(lines.find((line) => line.startsWith('100, each'))).toMatch(
      /15\.0 +3 kB +250 ms +1\.0 MB +200\.0 MB/,
    );
    expect(lines.at(-1)).toContain('1.00 x the requests, 1.25 x the CPU');
  });

  it('are JSON of a fixed form', () => {
    expect(JSON.parse(jsonOf(FIGURES))).toMatchObject({
      benchmark: 'kubernetes',
      rollouts: [{ name: 'canary', requests: 25, goal: 25 }],
      crowds: [{ count: 1 }, { count: 10 }, { count: 100, requests: 15, cpuMs: 250, memoryBytes: 1e6 }],
      ratio: { requests: 1, cpu: 1.25 },
      met: true,
    });
  });

  it('leave out what a process costs by itself', () => {
    expect(perRollout(crowd(10, 15, 200), 110e6).memoryBytes).toBe(0);
    expect(ratioOf({ ...FIGURES, crowds: [crowd(1, 15, 900), crowd(10, 15, 200)] })).toBeNull();
  });

  it('are missed over the goal, or where one of many is dearer', () => {
    expect(missesOf(FIGURES)).toEqual([]);
    const dear = { ...CANARY, spent: spent({ get: 26 }) };
    expect(missesOf({ ...FIGURES, singles: [dear] })).toEqual([
      'two-step canary takes 26 requests, at most 25',
    ]);
    expect(missesOf({ ...FIGURES, crowds: [crowd(10, 15, 200), crowd(100, 30, 251)] })).toHaveLength(2);
  });
});

it('an option that is none is refused before anything is measured', async () => {
  expect(await kubernetes(['--jsn'])).toBe(2);
  expect(await kubernetes(['--crowd', '0'])).toBe(2);
});

import { describe, expect, it } from 'vitest';
import { callsOf, type Case } from './calls.ts';
import { jsonOf, tableOf } from './figures.ts';
import { github } from './main.ts';

const CANARY: Case = { name: 'canary', what: 'five-step canary', counted: 40, free: 7, goal: 40 };
const ROLLBACK: Case = { name: 'rollback', what: 'rollback', counted: 90, free: 0, goal: null };

describe('the figures', () => {
  it('are a table with each goal', () => {
    const lines = tableOf([CANARY, ROLLBACK, { ...CANARY, counted: 41 }]).slice(-3);
    expect(lines[0]).toMatch(/^five-step canary +40 +7 +40 +met$/);
    expect(lines[1]).toMatch(/^rollback +90 +0 +-$/);
    expect(lines[2]).toMatch(/^five-step canary +41 +7 +40 +MISSED$/);
  });

  it('are JSON of a fixed form', () => {
    expect(JSON.parse(jsonOf([CANARY, ROLLBACK]))).toEqual({
      benchmark: 'github',
      cases: [
        { ...CANARY, met: true },
        { ...ROLLBACK, met: true },
      ],
      met: true,
    });
    expect(JSON.parse(jsonOf([{ ...CANARY, counted: 41 }]))).toMatchObject({ met: false });
  });
});

it('calls are counted as GitHub counts them', () => {
  const call = { method: 'GET', route: '/', path: '/', login: '', fault: null, at: 0 };
  const calls = [
    { ...call, status: 200, cost: 1 },
    { ...call, status: 304, cost: 0 },
    { ...call, status: 422, cost: 1 },
  ];
  expect(callsOf({ calls: () => calls })).toEqual({ counted: 2, free: 1 });
});

it('an option that is none is refused before anything is measured', async () => {
  expect(await github(['--jsn'])).toBe(2);
});

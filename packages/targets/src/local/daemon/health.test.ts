import { millis } from '@glidepath/model';
import { expect, test } from 'vitest';
import { afterCheck, isOverdue, type Pulse } from './health.ts';

const health = { path: '/', interval: millis(10), timeout: millis(10), deadline: millis(1000) };

function follow(start: Pulse, checks: readonly boolean[]): readonly string[] {
  let pulse = start;
  return checks.map((healthy, index) => {
    pulse = afterCheck(pulse, healthy, index);
    return pulse.state;
  });
}

test('two misses are forgiven, the third is not, one good answer makes well', () => {
  const pulse: Pulse = { state: 'starting', misses: 0, since: 0 };
  expect(follow(pulse, [false, false, false, false])).toEqual(Array(4).fill('starting'));
  expect(follow(pulse, [true, false, false, true, false, false, false, false, true])).toEqual([
    ...Array<string>(6).fill('ready'),
    'unhealthy',
    'unhealthy',
    'ready',
  ]);
});

test('who is not healthy for longer than the deadline is overdue', () => {
  expect(isOverdue({ state: 'starting', misses: 0, since: 0 }, health, 1000)).toBe(false);
  expect(isOverdue({ state: 'starting', misses: 0, since: 0 }, health, 1001)).toBe(true);
  expect(isOverdue({ state: 'unhealthy', misses: 9, since: 500 }, health, 1501)).toBe(true);
  expect(isOverdue({ state: 'ready', misses: 2, since: 0 }, health, 9999)).toBe(false);
});

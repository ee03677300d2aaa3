import { expect, test } from 'vitest';
import {
  afterDeath,
  afterFailedStart,
  describeEnd,
  nextPause,
  NO_TROUBLE,
  withLog,
  type Trouble,
} from './trouble.ts';

test('the pause doubles from half a second to half a minute, and starts afresh after a long life', () => {
  const pauses = [0];
  for (let turn = 0; turn < 8; turn++) pauses.push(nextPause(pauses.at(-1) ?? 0, 1000));
  expect(pauses.slice(1)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(nextPause(30_000, 60_000)).toBe(500);
});

test('the second failed start tells', () => {
  expect(afterFailedStart(NO_TROUBLE, 1, 'pid 1 exited with code 1').failure).toBeNull();
  expect(afterFailedStart(NO_TROUBLE, 2, 'pid 2 exited with code 1').failure).toBe(
    'does not start: pid 2 exited with code 1',
  );
});

test('three deaths within a minute tell, three within an hour do not', () => {
  expect(deaths(0, 30_000, 60_000).failure).toBe(
    'keeps dying, 3 times within a minute: pid 9 exited with code 1',
  );
  expect(deaths(0, 30_000, 60_001).failure).toBeNull();
  expect(deaths(0, 1_000_000, 2_000_000, 3_000_000).deaths).toEqual([3_000_000]);
});

function deaths(...times: readonly number[]): Trouble {
  return times.reduce((trouble, at) => afterDeath(trouble, at, 'pid 9 exited with code 1'), NO_TROUBLE);
}

test('an end in words', () => {
  expect(describeEnd({ code: 3, signal: null })).toBe('exited with code 3');
  expect(describeEnd({ code: null, signal: 'SIGKILL' })).toBe('was ended by SIGKILL');
  expect(describeEnd({ code: null, signal: null })).toBe('ended');
  expect(withLog('x', [])).toBe('x. It printed nothing.');
  expect(withLog('x', ['a', 'b'])).toBe('x. The last it printed:\na\nb');
});

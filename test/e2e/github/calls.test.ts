import { millis } from '@glidepath/model';
import { expect, it } from 'vitest';
import { CANARY_GOAL, measureBundles, RECOVER_GOAL } from '../../../bench/github/bundles.ts';
import { measureLongBakes } from '../../../bench/github/long-bakes.ts';

it('a canary of five steps is at most 40 calls, an idle recovery two', { timeout: 120_000 }, async () => {
  expect([CANARY_GOAL, RECOVER_GOAL]).toEqual([40, 2]);
  const cases = await measureBundles();
  const counted = (name: string) => cases.find((one) => one.name === name)?.counted;
  // Something was measured: each of the entries is two calls.
  expect(counted('canary')).toBeGreaterThan(2 * 9);
  expect(counted('canary')).toBeLessThanOrEqual(40);
  expect(counted('recover')).toBeGreaterThan(0);
  expect(counted('recover')).toBeLessThanOrEqual(2);
});

it('bakes of an hour cost no more', { timeout: 120_000 }, async () => {
  const { counted, free } = await measureLongBakes(millis(60_000));
  expect(free).toBeGreaterThan(6 * 50);
  expect(counted).toBeGreaterThan(2 * 9);
  expect(counted).toBeLessThanOrEqual(40);
});

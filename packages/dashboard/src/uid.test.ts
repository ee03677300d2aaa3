import { expect, it } from 'vitest';
import { uidFor } from './uid.ts';

it('says what it is of where there is room', () => {
  expect(uidFor('checkout', 'production')).toBe('glidepath_checkout_production');
});

it('keeps names apart whose parts are the same', () => {
  expect(uidFor('a-b', 'c')).not.toBe(uidFor('a', 'b-c'));
});

it('is as Grafana takes it for the longest names, and tells them apart', () => {
  const long = 's'.repeat(63);
  const uids = ['a', 'b', 'e'.repeat(62), 'e'.repeat(63)].map((environment) => uidFor(long, environment));
  for (const uid of uids) expect(uid).toMatch(/^glidepath_s+_[a-z0-9]{13}$/);
  expect(uids.map(({ length }) => length)).toEqual([40, 40, 40, 40]);
  expect(new Set(uids).size).toBe(4);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { percent } from '../units.ts';
import { formatPercent, parsePercent } from './percent.ts';

test.each([
  ['0%', 0],
  ['5%', 5],
  ['99.95%', 99.95],
  ['0.000001%', 0.000001],
  ['100%', 100],
])('%s is %d', (text, value) => {
  expect(parsePercent(text)).toEqual({ ok: true, value });
});

const WHY = 'a percentage is a number and %';
test.each([
  ['5', WHY, 'write 5%'],
  ['5 %', WHY, 'write 5%'],
  ['-5%', WHY, 'write for example 5% or 99.9%'],
  ['.5%', WHY, 'write for example 5% or 99.9%'],
  ['1e2%', WHY, 'write for example 5% or 99.9%'],
  ['0.0000001%', WHY, 'write for example 5% or 99.9%'],
  ['100.1%', 'more than the whole', 'write at most 100%'],
])('%s is no percentage', (text, why, mend) => {
  expect(parsePercent(text)).toMatchObject({ ok: false, fault: { why, mend } });
});

test('every percentage with up to six decimals reads back as it was formatted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e8 }), (millionths) => {
      const value = percent(millionths / 1e6);
      expect(parsePercent(formatPercent(value))).toEqual({ ok: true, value });
    }),
  );
});

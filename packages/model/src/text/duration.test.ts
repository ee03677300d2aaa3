import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { millis } from '../units.ts';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['30s', 30_000],
  ['5m', 300_000],
  ['5m250ms', 300_250],
  ['90m', 5_400_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['365d', 31_536_000_000],
])('%s is %d ms', (text, length) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: length });
});

const WHY = 'a length of time is a number and its unit';
test.each([
  ['30', WHY, 'write the unit too: 30s, 30m or 30h'],
  [' 30 ', WHY, 'write the unit too: 30s, 30m or 30h'],
  ['5 min', WHY, 'write 5m'],
  ['10 Seconds', WHY, 'write 10s'],
  ['1.5h', WHY, 'write for example 30s, 5m or 1h30m'],
  ['30m1h', WHY, 'write for example 30s, 5m or 1h30m'],
  ['-5m', WHY, 'write for example 30s, 5m or 1h30m'],
  ['3 weeks', WHY, 'write for example 30s, 5m or 1h30m'],
  ['', WHY, 'write for example 30s, 5m or 1h30m'],
  ['366d', 'longer than a year', 'write at most 365d'],
  [`${'9'.repeat(400)}d`, 'longer than a year', 'write at most 365d'],
])('%s is no length of time', (text, why, mend) => {
  expect(parseDuration(text)).toMatchObject({ ok: false, fault: { why, mend } });
});

test('every length reads back as it was formatted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 31_536_000_000 }), (length) => {
      expect(parseDuration(formatDuration(millis(length)))).toEqual({ ok: true, value: length });
    }),
  );
});

test('is formatted with the largest units', () => {
  expect([0, 1500, 5_400_000, 90_061_001].map((length) => formatDuration(millis(length)))).toEqual([
    '0s',
    '1s500ms',
    '1h30m',
    '1d1h1m1s1ms',
  ]);
});

import { describe, expect, it } from 'vitest';
import {
  clockText,
  countsText,
  dateText,
  durationText,
  evidenceText,
  shareOf,
  shareText,
  shortDigest,
  timeText,
  weightCeiling,
  weightText,
} from './figures.ts';

describe('figures', () => {
  it.each([
    [null, '–'],
    [0, '0 %'],
    [0.00012345, '0.012 %'],
    [0.0073, '0.73 %'],
    [0.5, '50 %'],
    [0.98765, '98.8 %'],
    [1, '100 %'],
  ])('writes the share %s as %s', (share, text) => {
    expect(shareText(share)).toBe(text);
  });

  it('has no share where there was nothing', () => {
    expect(shareOf({ bad: 0, total: 0 })).toBeNull();
    expect(countsText({ bad: 0, total: 0 })).toBe('no requests');
    expect(countsText({ bad: 3, total: 3_711 })).toBe('3 of 3,711 (0.081 %)');
  });

  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 0 s'],
    [84_000, '1 min 24 s'],
    [3_599_600, '1 h 0 min'],
    [7_500_000, '2 h 5 min'],
  ])('writes %s ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [-5, '00:00'],
    [12_999, '00:12'],
    [3_732_000, '1:02:12'],
  ])('shows %s ms on a clock as %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });

  it('writes moments in UTC, and a dash for what is none', () => {
    const at = Date.UTC(2026, 2, 4, 12, 0, 5, 999);
    expect(dateText(at)).toBe('2026-03-04 12:00:05 UTC');
    expect(timeText(at)).toBe('12:00:05 UTC');
    expect(dateText(Number.NaN)).toBe('–');
    expect(timeText(Number.NaN)).toBe('–');
  });

  it('writes evidence and weights without needless digits', () => {
    expect([4.605, -0.01, -Infinity].map(evidenceText)).toEqual(['4.6', '0.0', '-∞']);
    expect([25, 12.5, 33.3333].map(weightText)).toEqual(['25 %', '12.5 %', '33.33 %']);
    expect([1, 10, 11, 50, 51, 100].map(weightCeiling)).toEqual([10, 10, 25, 50, 100, 100]);
  });

  it('shortens a digest and leaves other text alone', () => {
    expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('sha256:abababababab…');
    expect(shortDigest('something')).toBe('something');
  });
});

import { expect, it } from 'vitest';
import { columns, moment, printable, span, weightText } from './layout.ts';

it('lines columns up, colours or not', () => {
  expect(
    columns([
      ['a', 'b'],
      ['\u001b[31mlong\u001b[39m', 'c', ''],
    ]),
  ).toBe('a     b\n\u001b[31mlong\u001b[39m  c');
});

it('keeps foreign text on its line', () => {
  expect(printable('a\nb\u001b[2Jc\u202ed')).toBe('a bc d');
});

it('writes lengths, moments and weights as people do', () => {
  expect([span(0), span(850), span(61_400), span(5_400_000)]).toEqual(['0s', '850ms', '1m1s', '1h30m']);
  expect(moment('2026-03-04T12:00:05.123Z')).toBe('2026-03-04 12:00:05 UTC');
  expect([weightText(12.5), weightText(100)]).toEqual(['12.5 %', '100 %']);
});

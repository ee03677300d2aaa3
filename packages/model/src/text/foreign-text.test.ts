import { expect, it } from 'vitest';
import { shown } from './foreign-text.ts';

it.each([
  ['two\r\nlines', 'two lines'],
  ['a \u001b[2Jterminal', 'a  [2Jterminal'],
  ['turned \u202eround', 'turned  round'],
  [' plain ', 'plain'],
  ['x'.repeat(301), `${'x'.repeat(300)}…`],
])('%j is shown as %j', (text, line) => {
  expect(shown(text)).toBe(line);
});

it('holds no secret, not even where one is cut', () => {
  expect(shown('Bearer abc-1 and abc-1', ['abc-1', ''])).toBe('Bearer *** and ***');
  expect(shown(`${'x'.repeat(298)}abc-1`, ['abc-1'])).toBe(`${'x'.repeat(298)}**…`);
});

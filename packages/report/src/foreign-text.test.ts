import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, oneLine } from './foreign-text.ts';

describe('clip', () => {
  it('marks what it cuts and keeps what fits', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    expect(clip('a🙂bc', 3)).toBe('a…');
  });

  it('never grows and never leaves half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const cut = clip(text, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(cut.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });
});

describe('oneLine', () => {
  it('takes out line ends, escapes of terminals and changes of direction', () => {
    expect(oneLine('a\r\nb\u001B[31mc\u202Ed\u2028e ')).toBe('a b [31mc d e');
  });
});

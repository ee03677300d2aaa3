import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nastyText } from './testing/arbitrary-entries.ts';
import { clip, plain, printableJson, wrap } from './text.ts';

describe('plain', () => {
  it('makes one printable line', () => {
    expect(plain('  \u001b[1mtoo\u001b[0m\r\n\tmany \u202efailures\0 ', 100)).toBe('too many failures');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(plain(plain(text, 50), 50)).toBe(plain(text, 50));
      }),
    );
  });
});

it('clip never cuts a character in two', () => {
  expect(clip('ab😀', 4)).toBe('ab😀');
  expect(clip('ab😀d', 4)).toBe('ab…');
});

it('wrap breaks between words and loses none', () => {
  expect(wrap('one two three-and-more four', 8)).toBe('one two\nthree-and-more\nfour');
});

it('printableJson escapes what a terminal would act on, and nothing is lost', () => {
  const text = 'a\u001b[31m\u009b\u202e\u2028\uffff\u{10ffff}ü😀';
  expect(printableJson(text)).toBe(String.raw`"a\u001b[31m\u009b\u202e\u2028\uffff\udbff\udfffü😀"`);
  expect(JSON.parse(printableJson(text))).toBe(text);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertMatchers } from '../testing/guard-arbitrary.ts';
import { formatAlertMatchers, matcherHolds, parseAlertMatchers } from './alert-matchers.ts';

describe('matchers', () => {
  test.each([
    [String.raw`a="\"\\\n\t\x41\101\u00e4\U0001F600"`, '"\\\n\tAAä😀'],
    [String.raw`a='\'"'`, `'"`],
    ['a=`\\d"`', '\\d"'],
    [String.raw`a="\xc3\xa4"`, 'ä'],
  ])('%s is unquoted', (text, value) => {
    expect(parseAlertMatchers(text)).toMatchObject({
      ok: true,
      value: [{ label: 'a', operator: '=', value }],
    });
  });

  test.each([[String.raw`a="\'"`], [String.raw`a="\400"`], [String.raw`a="\xff"`], [String.raw`a="\ud800"`]])(
    '%s is no text',
    (text) => {
      expect(parseAlertMatchers(text).ok).toBe(false);
    },
  );

  test.each([
    ['a="b",c="d",a="b"', false],
    ['a=~"b",a=~\'b\'', false],
    ['a="b","a"="b"', false],
    ['a="b",a=~"b"', true],
    ['a!="b",a!="c",d="e"', true],
  ])('%s: each is there once: %s', (text, once) => {
    expect(parseAlertMatchers(text).ok).toBe(once);
  });

  test('read back as they were written', () => {
    fc.assert(
      fc.property(alertMatchers, (any) => {
        expect(parseAlertMatchers(formatAlertMatchers(any))).toEqual({ ok: true, value: any });
      }),
    );
  });

  test('any text is matchers or none', () => {
    const pieces = fc.constantFrom(
      'a',
      '"b"',
      '=',
      '!~',
      '=~',
      ',',
      '{',
      '}',
      '"',
      '\\',
      '#',
      '\n',
      '[',
      '(',
      '__name__',
    );
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 8 }), (text) => {
        const read = parseAlertMatchers(text);
        if (read.ok) expect(parseAlertMatchers(formatAlertMatchers(read.value))).toEqual(read);
        else expect(read.fault.mend).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['=', 'page', 'page', true],
    ['=', 'page', '', false],
    ['!=', 'page', '', true],
    ['=~', 'page|critical', 'critical', true],
    ['=~', 'page|critical', 'pages', false],
    ['=~', 'a.c', 'a\nc', true],
    ['!~', 'page|critical', 'pages', true],
  ] as const)('%s %s of %s: %s', (operator, value, has, holds) => {
    expect(matcherHolds({ label: 'a', operator, value }, has)).toBe(holds);
  });
});

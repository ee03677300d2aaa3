import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, plain, table } from './escape.ts';

describe('plain', () => {
  it.each([
    ['a|b', String.raw`a\|b`],
    ['`x` *y* _z_ ~w~', String.raw`\`x\` \*y\* \_z\_ \~w\~`],
    ['<img src=x onerror=alert(1)>', String.raw`&lt;img src=x onerror=alert\(1\)&gt;`],
    ['</td>&amp;', '&lt;/td&gt;&amp;amp;'],
    ['[a](https://b.c)', String.raw`\[a\]\(https:<!-- -->//b.c\)`],
    ['WWW.evil.example', 'WWW<!-- -->.evil.example'],
    ['@everyone #1 $x$', String.raw`@<!-- -->everyone \#1 \$x\$`],
    ['a\n\n# b', String.raw`a \# b`],
    ['back\\slash', String.raw`back\\slash`],
    ['1.9.0 is fine: 5 % of 3,711', '1.9.0 is fine: 5 % of 3,711'],
  ])('writes %j as %j', (text, markdown) => {
    expect(plain(text)).toBe(markdown);
  });

  it('leaves no markup, no line end and no open cell in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const markdown = plain(text).replaceAll('<!-- -->', '');
        expect(markdown).not.toMatch(/[<>\n\r]/);
        expect(markdown.replace(/\\./g, '')).not.toMatch(/[\\`*_{}[\]()#|~!$^]/);
      }),
    );
  });

  it('cuts what is too long', () => {
    expect(plain('x'.repeat(5_000))).toHaveLength(1_000);
  });
});

describe('code', () => {
  it('writes plain names as code and all else as text', () => {
    expect(code('refs/glidepath/a/b')).toBe('`refs/glidepath/a/b`');
    expect(code('a`b|c')).toBe(String.raw`a\`b\|c`);
  });
});

describe('table', () => {
  it('writes a table', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

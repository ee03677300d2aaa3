import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json, markup } from './escape.ts';

describe('markup', () => {
  it('escapes values and keeps what is HTML already', () => {
    const inner = markup`<b>${'</b><script>'}</b>`;
    expect(markup`<p title="${`"'&`}">${inner}${[inner, inner]}${7}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;"><b>&lt;/b&gt;&lt;script&gt;</b><b>&lt;/b&gt;&lt;script&gt;</b>\n<b>&lt;/b&gt;&lt;script&gt;</b>7</p>',
    );
  });

  it('lets no text open a tag or end an attribute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(markup`${text}`.text).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('json', () => {
  it('cannot end the element that it stands in, and means the same', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: false, maxDepth: 2 }), (value) => {
        const { text } = json({ value, evil: '</script><!--' });
        expect(text).not.toContain('<');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ value, evil: '</script><!--' })));
      }),
    );
  });
});

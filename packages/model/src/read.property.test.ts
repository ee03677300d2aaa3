import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDelivery } from './describe.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { readDelivery } from './read.ts';
import { delivery } from './testing/delivery-arbitrary.ts';

/** What is told of a content at a place that it does not have, or not on one line. Null where refused without a word. */
function misplaced(content: Uint8Array | string): readonly string[] | null {
  const result = readDelivery(content, 'f');
  if (result.ok) return [];
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const told = result.diagnostics.filter(
    ({ line, column }) => column < 1 || column > (lines[line - 1]?.length ?? -1) + 1,
  );
  const broken = result.diagnostics.map(formatDiagnostic).filter((line) => !ONE_LINE.test(line));
  return result.diagnostics.length === 0 ? null : [...told.map(formatDiagnostic), ...broken];
}
const ONE_LINE = /^f:\d+:\d+: [^\p{Cc}\p{Zl}\p{Zp}]+, [^\p{Cc}\p{Zl}\p{Zp}]+$/u;

test('what a delivery says in its long form reads back as the same delivery', () => {
  fc.assert(
    fc.property(delivery, (any) => {
      expect(readDelivery(formatDelivery(any), 'f')).toEqual({ ok: true, delivery: any });
    }),
  );
});

test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(misplaced(bytes)).toEqual([]);
    }),
  );
});

test('any text is read or refused', () => {
  const yamlish = fc.constantFrom(
    '\n',
    '  ',
    '\t',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|',
    '>',
    '#',
    '&a',
    '*a',
    '!t',
    '---\n',
    '? ',
    '%',
    'service',
    '5',
    '\r',
    '\u2028',
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.oneof(yamlish, fc.string({ unit: 'binary', maxLength: 3 })) }),
      (text) => {
        expect(misplaced(text)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('a good file, damaged, is read or refused', () => {
  const damage = fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 30 }),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(
        '\n',
        '\t',
        ': ',
        '- ',
        '[',
        '{',
        '"',
        ' null',
        ' 7',
        ' 100%',
        '-',
        '  ',
        'x: y\n',
        '__proto__: 1\n',
        '0s',
      ),
    ),
  });
  fc.assert(
    fc.property(delivery, fc.array(damage, { minLength: 1, maxLength: 3 }), (any, damages) => {
      let text = formatDelivery(any);
      for (const { at, cut, put } of damages) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + put + text.slice(start + cut);
      }
      expect(misplaced(text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../diagnostic.ts';
import { readDelivery } from '../read.ts';
import { delivery, filesOf, ratioSlo, thresholdSlo } from '../testing/openslo-files.ts';

const ONE_LINE = /^(?:f|slo\.yaml):\d+:\d+: [^\p{Cc}\p{Zl}\p{Zp}]+, [^\p{Cc}\p{Zl}\p{Zp}]+$/u;

/** What is told at a place that the files do not have, or not on one line; null where refused without a word. */
function misplaced(slo: string): readonly string[] | null {
  const text = delivery('{ openslo: { file: slo.yaml, objective: a } }');
  const result = readDelivery(text, 'f', filesOf({ 'slo.yaml': slo }));
  if (result.ok) return [];
  const linesOf = (file: string): readonly string[] =>
    (file === 'f' ? text : slo.replace(/^\ufeff/, '')).split('\n');
  const away = result.diagnostics.filter(
    ({ file, line, column }) => column < 1 || column > (linesOf(file)[line - 1]?.length ?? -1) + 1,
  );
  const broken = result.diagnostics.map(formatDiagnostic).filter((line) => !ONE_LINE.test(line));
  return result.diagnostics.length === 0 ? null : [...away.map(formatDiagnostic), ...broken];
}

test('any text is read or refused', () => {
  const unit = fc.oneof(
    fc.constantFrom('\n', '  ', ': ', '- ', '[', ']', '{', '}', '---\n', '&a', '|', '#', 'spec', 'kind'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(misplaced(text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a good document, damaged, is read or refused', () => {
  const objective = '    - { displayName: a, op: lt, value: 1, target: 0.99 }';
  const document = fc.constantFrom(
    ratioSlo({ objective: '    - { displayName: a, target: 0.9 }' }),
    thresholdSlo({ objective }),
    `${thresholdSlo({ objective })}---\n${ratioSlo()}`,
  );
  const damage = fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 30 }),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('\n', ': ', '- ', '[', '{', ' null', ' 7', '-1', '(', '\nx: y\n', '[5m]', '.inf', '~'),
    ),
  });
  fc.assert(
    fc.property(document, fc.array(damage, { minLength: 1, maxLength: 3 }), (good, damages) => {
      let text = good;
      for (const { at, cut, put } of damages) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + put + text.slice(start + cut);
      }
      expect(misplaced(text)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('any value in any place of a document is read or refused', () => {
  const value = fc.constantFrom(
    'null',
    '7',
    '-0.5',
    '.nan',
    'text',
    '"rate(x[5m])"',
    '[]',
    '[1]',
    '{}',
    'true',
  );
  const lines = ratioSlo({ objective: '    - { displayName: a, target: 0.9 }' }).split('\n');
  fc.assert(
    fc.property(fc.nat({ max: lines.length - 1 }), value, (index, put) => {
      const changed = lines.map((line, at) => (at === index ? line.replace(/:.*$/u, `: ${put}`) : line));
      expect(misplaced(changed.join('\n'))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../diagnostic.ts';
import { readDelivery } from '../read.ts';
import { delivery, filesOf, marked, ratioSlo, read } from '../testing/openslo-files.ts';

function inDatadog(key: 'bad' | 'total', query: string): string {
  return `        ${key}: { metricSource: { type: Datadog, spec: { query: '${query}' } } }`;
}

describe('in the delivery file', () => {
  const files = { 'slo.yaml': `${ratioSlo()}---\n${ratioSlo({ metadata: 'metadata: { name: other }' })}` };
  test.each([
    [
      '{ openslo: ▸slo.yaml }',
      'openslo is "slo.yaml", 2 SLOs are in it, name one: { file: slo.yaml, name: checkout }',
    ],
    [
      '{ openslo: { file: slo.yaml, name: ▸chekout } }',
      'no SLO of that name is in "slo.yaml", did you mean "checkout"?',
    ],
    ['{ openslo: ▸away.yaml }', 'openslo is "away.yaml", other files can not be read here'],
    ['{ openslo: { file: ▸away.yaml } }', 'openslo.file is "away.yaml"'],
    ['{ openslo: { file: slo.yaml, name: other, with: ▸away.yaml } }', 'openslo.with is "away.yaml"'],
    ['{ openslo: { file: slo.yaml, name: other, with: [slo.yaml, ▸b] } }', 'openslo.with[1] is "b"'],
    ['{ openslo: { file: slo.yaml, name: other, with: ▸[] } }', 'is an empty list'],
    ['{ openslo: ▸../slo.yaml }', '.. may leave the workspace'],
    ['{ openslo: ▸/slo.yaml }', 'an absolute path leaves the workspace'],
    ['{ openslo: { file: slo.yaml, ▸nam: other } }', 'unknown key "nam"'],
    ['{ ▸openslo: { name: other } }', 'has no "file"'],
    ['{ openslo: ▸5 }', 'openslo is 5'],
    ['{ openslo: slo.yaml, split: ▸a-b }', 'no name of a label'],
    ['{ openslo: slo.yaml, ▸splt: a }', 'unknown key "splt"'],
    ['{ openslo: slo.yaml, objective: ▸99% }', 'objective is a second objective'],
    [
      '{ openslo: ▸slo.yaml, prometheus: { total: x, bad: y, split: v }, objective: 99% }',
      'is a second source',
    ],
    ['{ objective: 99%, split: ▸version }', 'split has no meaning here, it belongs to openslo, remove it'],
    [
      '{ objective: 99%, prometheus: { total: x, bad: y, split: v }, split: ▸version }',
      'split has no meaning here, it belongs to openslo, write it into prometheus',
    ],
    ['{ split: ▸version }', 'has no meaning here'],
    ['▸{}', 'slos.availability has no "objective", write for example 99.9%'],
    ['{ ▸objetive: 99% }', 'unknown key "objetive" in slos.availability, did you mean "objective"?'],
  ])('%s', (slo, part) => {
    const { place } = marked(delivery(slo));
    const found = read(files, marked(slo).text);
    expect(found).toEqual([expect.stringContaining(`f:${place}: `)]);
    expect(found).toEqual([expect.stringContaining(part)]);
  });

  test('a file without an SLO', () => {
    expect(read({ 'slo.yaml': '# nothing\n---\n' })).toEqual([
      'f:7:34: slos.availability.openslo is "slo.yaml", no document of the kind SLO is in it, name a file that has one',
    ]);
  });

  test('no objective of that name, told in the file that lacks it', () => {
    const objective = '    - { displayName: Good, target: 0.99 }';
    const slo = '{ openslo: { file: slo.yaml, objective: God } }';
    expect(read({ 'slo.yaml': ratioSlo({ objective }) }, slo)).toEqual([
      'slo.yaml:13:5: SLO.spec.objectives lacks an objective, there is none of the name "God", for objective in the delivery file did you mean "Good"?',
    ]);
  });

  test.each([
    ['prometheus', ratioSlo()],
    [
      'datadog',
      ratioSlo({
        some: inDatadog('bad', 'sum:y{*}'),
        total: inDatadog('total', 'sum:x{*}'),
      }),
    ],
  ])('the server of %s has to be said there', (kind, slo) => {
    const result = readDelivery(delivery('{ openslo: slo.yaml }', ''), 'f', filesOf({ 'slo.yaml': slo }));
    expect(result.ok ? [] : result.diagnostics.map(formatDiagnostic)).toEqual([
      expect.stringMatching(
        new RegExp(`^f:7:9: slos.availability.${kind} has no server, .*write sources: \\{ ${kind}: `, 'u'),
      ),
    ]);
  });

  test('faults of both files are told at once, and those of a document that two SLOs are once', () => {
    const text = delivery('{ openslo: slo.yaml }, b: { openslo: slo.yaml }, c: 100%');
    const slo = ratioSlo({ method: '  budgetingMethod: Timeslices' });
    const result = readDelivery(text, 'f', filesOf({ 'slo.yaml': slo }));
    expect(result.ok ? [] : result.diagnostics.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'f:7',
      'slo.yaml:11',
    ]);
  });

  test('what is wrong with the delivery file itself is told alone where it is no YAML', () => {
    const result = readDelivery('a: [', 'f', filesOf({ 'slo.yaml': 'a: [' }));
    expect(result.ok ? [] : result.diagnostics.map(({ file }) => file)).toEqual(['f']);
  });
});

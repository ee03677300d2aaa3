import { expect, it, test } from 'vitest';
import type { Sample } from './answer.ts';
import { edgePattern, edgesIn } from './edges.ts';

test.each([
  [0.3, ['0.3', '.3', '0.30'], ['0.03', '0.31', '10.3', '3']],
  [1, ['1', '1.0', '1.'], ['10', '11', '1.5', '0.1']],
  [1.5, ['1.5', '1.500'], ['11.5', '1.55', '1x5']],
  [300, ['300', '300.0'], ['3000', '30']],
  [0.001, ['0.001', '.001'], ['0.01', '1.001']],
])('the edge %d is written in any of these ways', (edge, ways, others) => {
  // A matcher of PromQL holds for the whole value.
  const matches = (text: string): boolean => new RegExp(`^(?:${edgePattern(edge)})$`).test(text);
  expect(ways.filter((way) => !matches(way))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

function bucket(le: string): Sample {
  return { labels: { le }, value: 1, at: 0 };
}

it('edges rise, each once, without the last', () => {
  expect(edgesIn(['+Inf', '0.5', '0.10', '0.1', 'x'].map(bucket))).toEqual([0.1, 0.5]);
});

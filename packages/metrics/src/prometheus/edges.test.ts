import { describe, expect, it, test } from 'vitest';
import type { Sample } from './answer.ts';
import { chooseEdge, commonEdges, edgePattern, edgesOfAll } from './edges.ts';

test.each([
  [0.3, ['0.3', '.3', '0.30'], ['0.03', '0.31', '10.3', '3']],
  [1, ['1', '1.0', '1.'], ['10', '11', '1.5', '0.1']],
  [1.5, ['1.5', '1.500'], ['11.5', '1.55', '1x5']],
  [300, ['300', '300.0'], ['3000', '30']],
  [0.001, ['0.001', '.001'], ['0.01', '1.001']],
  [0.00025, ['0.00025', '.00025', '2.5e-04', '2.5E-4'], ['2.5e+04', '0.0025', '25e-4']],
  [5e-7, ['5e-07', '5.0E-7', '0.0000005'], ['5e-08', '0.000005']],
  [2.5e7, ['25000000', '2.5e+07', '2.5E7', '25000000.0'], ['2.5e-07', '2500000']],
])('the edge %d is written in any of these ways', (edge, ways, others) => {
  // A matcher of PromQL holds for the whole value.
  const matches = (text: string): boolean => new RegExp(`^(?:${edgePattern(edge)})$`).test(text);
  expect(ways.filter((way) => !matches(way))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

function bucket(le: string, series = 'a'): Sample {
  return { labels: { le, instance: series }, value: 1, histogram: null, at: 0 };
}

it('edges rise, each once, without the last', () => {
  expect(commonEdges(['+Inf', '0.5', '0.10', '0.1', 'x'].map((le) => bucket(le)))).toEqual([0.1, 0.5]);
});

it('edges that a series lacks are none', () => {
  const buckets = [bucket('0.1'), bucket('0.3'), bucket('0.5'), bucket('0.1', 'b'), bucket('0.50', 'b')];
  expect(commonEdges(buckets)).toEqual([0.1, 0.5]);
  const counted = [
    ['0.1', 3],
    ['0.3', 2],
    ['0.30', 1],
    ['1', 2],
    ['+Inf', 3],
  ] as const;
  expect(edgesOfAll(counted.map(([le, value]) => ({ ...bucket(le), value })))).toEqual([0.1, 0.3]);
});

describe('what stands for a threshold of 0.3', () => {
  it.each([
    ['exact', [0.1, 0.3, 0.5], { kind: 'edge', edge: 0.3 }],
    ['below', [0.1, 0.3, 0.5], { kind: 'edge', edge: 0.3 }],
    ['below', [0.1, 0.25, 0.5], { kind: 'edge', edge: 0.25 }],
    ['above', [0.1, 0.25, 0.5], { kind: 'edge', edge: 0.5 }],
    ['exact', [0.1, 0.25, 0.5], { kind: 'none', near: [0.25, 0.5] }],
    ['below', [0.5, 1], { kind: 'none', near: [0.5] }],
    ['above', [0.1, 0.2], { kind: 'none', near: [0.2] }],
    ['below', [], { kind: 'none', near: [] }],
  ] as const)('%s, of %j', (how, edges, choice) => {
    expect(chooseEdge(edges, 0.3, how)).toMatchObject(choice);
  });
});

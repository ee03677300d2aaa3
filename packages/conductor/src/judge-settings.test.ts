import { createJudge, type Reading } from '@glidepath/analysis';
import { millis, percent, type Slo } from '@glidepath/model';
import { expect, test } from 'vitest';
import { settingsOf, sliSpecOf } from './judge-settings.ts';
import { PRODUCTION } from './testing/world.ts';

function latency(target: number, thresholdMs: number, weight: number): Slo {
  return {
    name: `latency-${thresholdMs}ms`,
    objective: { kind: 'latency', target: percent(target), threshold: millis(thresholdMs) },
    weight,
    source: { kind: 'target' },
  };
}

test('an SLO is judged by its error budget and its weight', () => {
  expect(sliSpecOf(latency(75, 300, 0.5))).toEqual({ name: 'latency-300ms', budget: 0.25, weight: 0.5 });
});

test('two thresholds of a latency that agree count as much as one SLO', () => {
  const [availability] = PRODUCTION.slos;
  if (availability === undefined) throw new Error('no SLO');
  const both = [latency(99, 300, 0.5), latency(99, 1000, 0.5)];
  const found = [[latency(99, 300, 1)], both, both.map((slo) => ({ ...slo, weight: 1 }))].map((those) => {
    const slos = [availability, ...those];
    const judge = createJudge(slos.map(sliSpecOf), settingsOf(PRODUCTION.analysis));
    const looks = [0, 1, 2, 3].map((look) =>
      judge.observe({
        at: 5000 * look,
        weight: 50,
        readings: slos.map(({ name }) => ({
          sli: name,
          candidate: counted(100 * look, name === availability.name ? 0 : 10 * look),
          stable: counted(100 * look, 0),
        })),
      }),
    );
    return looks.at(-1)?.evidence.lnRollback ?? NaN;
  });
  const [one = NaN, halves = NaN, wholes = NaN] = found;
  expect(one).toBeGreaterThan(0);
  expect(halves).toBeCloseTo(one, 9);
  expect(wholes).toBeGreaterThan(one);
});

function counted(total: number, bad: number): Reading {
  return { kind: 'cumulative', series: [{ id: 'a', bad, total }] };
}

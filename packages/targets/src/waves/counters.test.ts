import type { Reading } from '@glidepath/analysis';
import type { MetricSource } from '@glidepath/conductor';
import { percent, type Slo } from '@glidepath/model';
import { expect, it } from 'vitest';
import { sumOf } from './counters.ts';
import { V1, V2 } from './testing.ts';

const SLO: Slo = {
  name: 'availability',
  objective: { kind: 'availability', target: percent(99) },
  weight: 1,
  source: { kind: 'target' },
};

function counted(bad: number, total: number): Reading {
  return { kind: 'cumulative', series: [{ id: 'a', bad, total }] };
}

function source(candidate: Reading, stable: Reading): MetricSource {
  const latency = { candidate: { sumMs: 10, count: 2 }, stable: null };
  return { read: async (slos) => slos.map(({ name }) => ({ sli: name, candidate, stable, latency })) };
}

const UNKNOWN: Reading = { kind: 'no-data', why: 'it knows no release v2' };
const DOWN: Reading = { kind: 'source-down', why: 'it does not answer' };

async function read(...sources: readonly MetricSource[]) {
  const named = sources.map((one, index) => ({ name: `t${index}`, source: one }));
  return (await sumOf(named).read([SLO], { candidate: V2, stable: V1 }))[0];
}

it('counts all targets together, each with series of its own', async () => {
  expect(await read(source(counted(1, 10), counted(0, 90)), source(UNKNOWN, counted(2, 100)))).toEqual({
    sli: 'availability',
    candidate: { kind: 'cumulative', series: [{ id: 't0/a', bad: 1, total: 10 }] },
    stable: {
      kind: 'cumulative',
      series: [
        { id: 't0/a', bad: 0, total: 90 },
        { id: 't1/a', bad: 2, total: 100 },
      ],
    },
    latency: { candidate: { sumMs: 20, count: 4 }, stable: null },
  });
});

it('knows nothing where one does not answer, and has no figures where none has', async () => {
  const found = await read(source(counted(1, 10), counted(0, 90)), source(DOWN, counted(2, 100)));
  expect(found?.candidate).toEqual({ kind: 'source-down', why: 't1: it does not answer' });
  const none = await read(source(UNKNOWN, counted(0, 1)), source(UNKNOWN, counted(0, 1)));
  expect(none?.candidate).toEqual(UNKNOWN);
});

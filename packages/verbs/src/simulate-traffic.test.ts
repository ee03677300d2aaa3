import { PRODUCTION } from '@glidepath/conductor/testing';
import { millis, percent, type Environment } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { CsvFile } from './record-csv.ts';
import type { Counts } from './replay-counters.ts';
import { countedTraffic, steadyTraffic } from './simulate-traffic.ts';

const [AVAILABILITY] = PRODUCTION.slos;
const BOTH: Environment = {
  ...PRODUCTION,
  slos: [
    ...PRODUCTION.slos,
    {
      name: 'latency',
      objective: { kind: 'latency', target: percent(90), threshold: millis(300) },
      weight: 1,
      source: { kind: 'target' },
    },
  ],
};

function counted(text: string, counts: Counts = 'since-last', environment = PRODUCTION) {
  return countedTraffic(
    environment,
    new CsvFile('t.csv', text),
    { kind: 'counters', file: 't.csv', counts },
    null,
  );
}

describe('traffic', () => {
  it('is taken to spend half of each error budget where nobody says more', () => {
    expect(AVAILABILITY?.objective.target).toBe(99);
    expect(steadyTraffic(BOTH, 7, null).traffic.slots).toEqual([{ rps: 7, rates: [0.005, 0.05] }]);
    expect(steadyTraffic(BOTH, 7, percent(2)).traffic.slots).toEqual([{ rps: 7, rates: [0.02, 0.02] }]);
  });

  it('comes from rows of requests, in any order, with holes left out', () => {
    const { traffic, warnings } = counted('time,total,bad\n120,1200,6\n0,600,0\n60,300,3\n600,60,0\n');
    expect(traffic).toEqual({
      slotMs: 60_000,
      slots: [
        { rps: 10, rates: [0] },
        { rps: 5, rates: [0.01] },
        { rps: 20, rates: [0.005] },
        { rps: 1, rates: [0] },
      ],
    });
    expect(warnings).toEqual([]);
  });

  it('comes from counters that only grow, and may begin anew', () => {
    const { traffic } = counted('time,total,bad\n0,1000,10\n10,1100,12\n20,50,1\n30,150,1\n', 'since-start');
    expect(traffic.slots).toEqual([
      { rps: 10, rates: [0.02] },
      { rps: 5, rates: [0.02] },
      { rps: 10, rates: [0] },
    ]);
  });

  it('warns of totals that look like the other kind', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i * 60},${1000 * (i + 1)},${i}`);
    const { warnings } = counted(`time,total,bad\n${rows.join('\n')}\n`);
    expect(warnings).toEqual([expect.stringContaining('--counts since-start')]);
  });

  it('may tell several SLOs apart; the others are taken to spend half of their budget', () => {
    const one = counted('time,total,bad\n0,100,2\n60,100,0\n', 'since-last', BOTH);
    expect(one.traffic.slots.map(({ rates }) => rates)).toEqual([
      [0.02, 0.05],
      [0, 0.05],
    ]);
    const text =
      'time,sli,total,bad\n0,availability,100,2\n0,latency,80,8\n60,availability,100,1\n60,latency,80,4\n';
    const both = counted(text, 'since-last', BOTH);
    expect(both.traffic.slots.map(({ rates }) => rates)).toEqual([
      [0.02, 0.1],
      [0.01, 0.05],
    ]);
  });

  it('that never failed is taken to fail half a time', () => {
    const { traffic, warnings } = counted('time,total,bad\n0,400,0\n60,600,0\n');
    expect(traffic.slots.map(({ rates }) => rates)).toEqual([[0.0005], [0.0005]]);
    expect(warnings).toEqual(['no request was recorded that missed availability; it is taken that 0.05% do']);
  });

  it.each([
    [
      'time,total,bad\n0,5,6\n60,5,1\n',
      't.csv:2:5: 6 bad ones of 5 requests, bad requests are part of the total',
    ],
    ['time,total\n0,5\n', 't.csv:1:1: column bad is missing, write a header with time, total, bad'],
    ['time,total,bad\n0,5,1\n', 't.csv: two moments at least are needed'],
    ['time,total,bad\n0,0,0\n60,0,0\n', 't.csv: not one request was recorded'],
    ['time,total,bad\n0,5,1\n0,5,1\n', 't.csv: availability has two rows of 1970-01-01T00:00:00.000Z'],
    [
      'time,sli,total,bad\n0,speed,5,1\n',
      't.csv:2:3: sli is "speed", which production does not have, write availability',
    ],
  ])('is refused as %j', (text, message) => {
    expect(() => counted(text)).toThrow(message);
  });
});

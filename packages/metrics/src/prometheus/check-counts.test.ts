import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrometheusCounts } from '@glidepath/model';
import type { SliCheck } from '../source.ts';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import { CONTEXT, GOOD, histogram, PROMQL, row, scraped, serverOf, sloBy, V1, V2 } from './testing/slos.ts';

/** Before a rollout, what only some ways to count can have wrong. */

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

async function trouble(counts: PrometheusCounts): Promise<SliCheck['trouble']> {
  const slo = sloBy(counts, server.url);
  const source = createPrometheus(serverOf([slo]), CONTEXT);
  const [check] = await source.check([slo], { candidate: V2, stable: V1 });
  if (check === undefined) throw new Error('nothing was checked');
  return check.trouble;
}

const TOTAL = row('total', { instance: 'a' }, '90');

describe('good ones', () => {
  it.each([
    ['there', [TOTAL, row('good', { instance: 'a' }, '89')]],
    ['yet to come, as no request did', [row('total', { instance: 'a' }, '0')]],
    ['a moment ahead', [TOTAL, row('good', { instance: 'a' }, '91')]],
  ] as const)('are %s', async (_, rows) => {
    server.behaviour = api.vector([...rows, scraped('v1')]);
    expect(await trouble(GOOD)).toBeNull();
  });

  it.each([
    ['none, and there are requests', [TOTAL], 'there are requests, and no series of good_total'],
    ['more than all', [TOTAL, row('good', { instance: 'a' }, '190')], 'counts 190 good requests of 90'],
    ['old', [TOTAL, row('good', { instance: 'a' }, '89'), scraped('v1', 900)], 'is 15m old'],
  ] as const)('are %s', async (_, rows, says) => {
    server.behaviour = api.vector(rows.length === 3 ? rows : [...rows, scraped('v1')]);
    expect(await trouble(GOOD)).toMatchObject({ kind: 'no-data', why: containing(says) });
  });
});

describe('expressions', () => {
  const BAD = row('bad', {}, '0');

  it('may be as they are', async () => {
    server.behaviour = api.vector([row('total', {}, '90'), BAD]);
    expect(await trouble(PROMQL)).toBeNull();
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['select nothing', [], [], 'no series of total is selected'],
    [
      'lose the label',
      [[{ glidepath_part: 'total', zone: 'x' }, '1'], BAD],
      [[{ zone: 'x' }, '1']],
      "have no label version, so that the releases can't be told apart; they have zone",
    ],
    [
      'know other releases',
      [row('total', { version: 'v0' }, '1')],
      [[{ version: 'v0' }, '1']],
      'there are v0',
    ],
    ['find no failure at all', [row('total', {}, '90')], [], 'bad has no result at all'],
    [
      'lose it among the failures',
      [row('total', {}, '90'), [{ glidepath_part: 'bad', x: '1' }, '0']],
      [],
      'results of bad have no label version',
    ],
    [
      'name them differently',
      [row('total', {}, '90'), row('bad', { code: '500' }, '1')],
      [],
      'bad has a result {code="500"}, and total has none like it',
    ],
    [
      'count more bad than all',
      [row('total', {}, '90'), row('bad', {}, '91')],
      [],
      '{} counts 91 bad requests of 90',
    ],
    ['are no counts', [row('total', {}, 'NaN'), BAD], [], 'is NaN'],
  ] as const)('that %s are told', async (_, rows, values, says) => {
    server.behaviour = api.answering(['glidepath_part', rows], ['count by (version)', values]);
    expect(await trouble(PROMQL)).toMatchObject({ kind: 'no-data', why: containing(says) });
  });
});

describe('a threshold that is no edge', () => {
  const CLASSIC = ['0.1', '0.5', '1', '+Inf'].map((le) => row('bucket', { instance: 'a', le }, '1'));
  const NATIVE: api.Row = [
    { instance: 'a', version: 'v1' },
    { count: '3', sum: '1', buckets: [[0, '0.25', '0.5', '3']] },
  ];

  it.each([
    ['histogram', 'below', CLASSIC],
    ['histogram', 'above', CLASSIC],
    ['native-histogram', 'below', [NATIVE]],
    ['native-histogram', 'above', [NATIVE]],
  ] as const)('has one that stands for it: %s, %s', async (kind, edge, rows) => {
    server.behaviour = api.vector([...rows, scraped('v1')]);
    expect(await trouble(histogram(kind, edge))).toBeNull();
  });

  it('of a classic histogram is told with those next to it, and how to take one', async () => {
    server.behaviour = api.vector([...CLASSIC, scraped('v1')]);
    expect(await trouble(histogram('histogram', 'exact'))).toMatchObject({
      why: containing('its edges are 0.1, 0.5, 1 s'),
      mend: 'write the objective under 100ms or 500ms, or give the histogram this edge; edge: below takes 100ms for it, and edge: above 500ms',
    });
  });

  it('of a native one too', async () => {
    server.behaviour = api.vector([NATIVE, scraped('v1')]);
    expect(await trouble(histogram('native-histogram', 'exact'))).toMatchObject({
      why: containing('it lies in the bucket from 0.25 to 0.5 s'),
      mend: 'edge: below takes 250ms for it, and edge: above 500ms',
    });
  });

  it('and has none on the side that is wanted', async () => {
    server.behaviour = api.vector([...CLASSIC.slice(1), scraped('v1')]);
    expect(await trouble(histogram('histogram', 'below'))).toMatchObject({
      why: containing('has no edge below 300ms; its edges are 0.5, 1 s'),
      mend: 'take the edge on the other side, 500ms',
    });
  });
});

describe('the other kind of histogram', () => {
  it.each([
    ['native-histogram', 'count(duration_seconds_bucket)', 'write histogram instead of native-histogram'],
    ['histogram', 'count(duration_seconds)', 'write native-histogram instead of histogram'],
  ] as const)('is told from a %s', async (kind, asked, mend) => {
    server.behaviour = api.answering([asked, [[{}, '1']]]);
    expect(await trouble(histogram(kind, 'exact'))).toMatchObject({ kind: 'no-data', mend });
  });
});

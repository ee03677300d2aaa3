import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import type { SliCheck } from '../source.ts';
import * as api from '../prometheus/testing/api-server.ts';
import { containing } from '../prometheus/testing/matchers.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { BAD_ANSWERS, PASSING_ANSWERS } from '../web/testing/bad-answers.ts';
import { COUNTER, INTERVAL, made } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

async function readV2(slo = COUNTER, lookLimit = 2_000, name = 'v2'): Promise<Reading> {
  const { source, slos } = made({ a: slo }, `{ url: "${server.url}" }`, { lookLimit });
  const [reading] = await source.read(slos, { candidate: { ...V2, name }, stable: null });
  if (reading === undefined) throw new Error('nothing was read');
  return reading.candidate;
}

function why(reading: Reading): string {
  return reading.kind === 'no-data' || reading.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : reading.kind;
}

describe('answers that are none', () => {
  it.each(BAD_ANSWERS)('%s: the source is down, and the reading says why', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const said = why(await readV2());
    expect(said).toMatch(/^source-down: /);
    expect(said).toContain(says);
    expect(said).not.toContain('token=secret');
    expect(server.asked).toHaveLength(1);
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    server.behaviour = api.flood((more) => (bytes += more));
    expect(why(await readV2(COUNTER, 20_000))).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(32 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    server.behaviour = api.hang;
    expect(why(await readV2(COUNTER, 300))).toContain('did not answer within 300ms');
  });
});

describe('trouble that passes', () => {
  it.each(PASSING_ANSWERS)('%s is asked again', async (_, behaviour) => {
    server.next.push(behaviour);
    server.behaviour = api.json(200, { requests: 1, failures: 0 });
    expect((await readV2()).kind).toBe('cumulative');
    expect(server.asked).toHaveLength(2);
  });

  it.each(PASSING_ANSWERS)('%s that lasts is told after three attempts', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    expect(why(await readV2())).toContain(says);
    expect(server.asked).toHaveLength(3);
  });
});

describe('what is no count is no data', () => {
  it.each([
    ['nothing there', '{}', 'total finds nothing in the answer'],
    ['null', 'null', 'total finds nothing in the answer'],
    ['a text', '{"requests":"3","failures":0}', 'total finds a text, not a number; write to_number(...)'],
    ['a list', '{"requests":[3],"failures":0}', 'total finds a list, not a number; name one number'],
    ['a mapping', '{"requests":3,"failures":{}}', 'bad finds a mapping, not a number'],
    ['less than nothing', '{"requests":-3,"failures":0}', 'total is -3, and a count is 0 or more'],
    ['infinity', '{"requests":1e999,"failures":0}', 'total is Infinity, and a count is 0 or more'],
    ['more bad than all', '{"requests":3,"failures":4}', 'bad is 4 of 3; bad must be a part of total'],
  ])('%s', async (_, body, says) => {
    server.behaviour = api.text(200, body);
    const said = why(await readV2());
    expect(said).toMatch(/^no-data: /);
    expect(said).toContain(says);
  });

  it('a name that is twice in a mapping counts once, as JSON has it', async () => {
    server.behaviour = api.text(200, '{"requests":3,"requests":4,"failures":1}');
    expect(await readV2()).toEqual({ kind: 'cumulative', series: [{ id: 'all', bad: 1, total: 4 }] });
  });

  it('NaN is no JSON', async () => {
    server.behaviour = api.text(200, '{"requests":NaN,"failures":1}');
    expect(why(await readV2())).toMatch(/^source-down: .* answered with JSON that ends/);
  });

  it('a function that is asked of something else', async () => {
    server.behaviour = api.json(200, { requests: 'x' });
    expect(why(await readV2(COUNTER.replace('total: requests', "total: 'sum(requests)'")))).toContain(
      "no-data: total can't be reckoned: Invalid argument type for function sum()",
    );
  });

  it('a name that would end a text in the expression', async () => {
    const slo = `{ objective: 99%, http: { get: /all, total: "sum(v[?name=='{release}'].n)", bad: "sum(v[?name=='{release}'].b)", counts: since-start } }`;
    server.behaviour = api.json(200, { v: [{ name: 'v1', n: 100, b: 0 }] });
    const said = why(await readV2(slo, 2_000, "v2' || name=='v1"));
    expect(said).toMatch(/^no-data: .* quotes or a backslash/);
  });

  it('answers that nest without end do no harm', async () => {
    server.behaviour = api.text(
      200,
      `{"requests":${'['.repeat(200_000)}${']'.repeat(200_000)},"failures":0}`,
    );
    expect(why(await readV2())).toMatch(/^(?:no-data: total finds a list|source-down: )/);
  });
});

async function check(slo: string, stable = true): Promise<SliCheck> {
  const { source, slos } = made({ slo }, `{ url: "${server.url}" }`, { now: () => 1_700_000_000_000 });
  const [first] = await source.check(slos, { candidate: V2, stable: stable ? V1 : null });
  if (first === undefined) throw new Error('nothing was checked');
  return first;
}

describe('before a rollout', () => {
  it('all is well where the live release has requests', async () => {
    server.behaviour = api.json(200, { requests: 3, failures: 0 });
    const query = `GET ${server.url}/counts?v=v1&from=1699996400&to=1700000000`;
    expect(await check(INTERVAL)).toEqual({ sli: 'slo', query, trouble: null });
  });

  it.each([
    ['none', api.json(200, { requests: 0, failures: 0 }), 'no-data', 'no requests of the live release, v1'],
    ['no number', api.json(200, { failures: 0 }), 'no-data', 'total finds nothing'],
    ['no answer', api.text(404, ''), 'source-down', 'answered 404'],
  ])('%s is told', async (_, behaviour, kind, says) => {
    server.behaviour = behaviour;
    expect((await check(COUNTER)).trouble).toMatchObject({ kind, why: containing(says) });
  });

  it('a first release needs an answer, and no more', async () => {
    server.behaviour = api.json(200, {});
    expect((await check(COUNTER, false)).trouble).toBeNull();
    server.behaviour = api.text(401, '');
    expect((await check(COUNTER, false)).trouble?.kind).toBe('source-down');
  });

  it('releases with the same value', async () => {
    const { source, slos } = made({ a: COUNTER }, `{ url: "${server.url}" }`);
    const [found] = await source.check(slos, { candidate: V1, stable: { ...V2, name: 'v1' } });
    expect(found?.trouble).toMatchObject({ why: containing("can't tell them apart") });
  });
});

it('rates are not known, and that is said', async () => {
  const { source, slos } = made({ a: COUNTER }, `{ url: "${server.url}" }`);
  expect(await source.usage(slos)).toMatchObject([
    { rates: null, budgetLeft: null, why: containing('rates') },
  ]);
});

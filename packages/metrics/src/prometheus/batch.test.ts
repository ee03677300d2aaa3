import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Batches, type Queried } from './batch.ts';
import { Client } from './client.ts';
import * as api from './testing/api-server.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn } from './testing/slos.ts';

let server: api.ApiServer;
let batches: Batches;
beforeEach(async () => {
  server = await api.ApiServer.start();
  const prometheus = serverOf(slosIn({ slo: AVAILABILITY }, `{ url: "${server.url}" }`));
  batches = new Batches(new Client(prometheus, CONTEXT));
  server.behaviour = api.answers((query) => [[{ asked: query }, '1']]);
});
afterEach(async () => server.stop());

async function ask(queries: readonly string[], limitMs = 2_000): Promise<readonly string[]> {
  const all = await batches.ask(
    queries.map((promql) => ({ promql, joins: true })),
    limitMs,
  );
  return all.map(told);
}

function told(answer: Queried): string {
  if (answer.kind === 'failed') return answer.trouble.why;
  return answer.value.map(({ labels }) => JSON.stringify(labels)).join();
}

function answer(query: string): string {
  return JSON.stringify({ asked: query });
}

/** Refuses whatever has this in it. */
function refusing(text: string): api.Behaviour {
  return (response, asked) =>
    (asked.query.includes(text)
      ? api.json(422, { status: 'error', error: `bad: ${text}` })
      : api.answers((query) => [[{ asked: query }, '1']]))(response, asked);
}

describe('queries of one look', () => {
  it('go together, the same ones once, and each has its own answer', async () => {
    expect(await ask(['a', 'b or c', 'a'])).toEqual([answer('a'), answer('b or c'), answer('a')]);
    expect(server.asked.map(({ query }) => query)).toEqual([
      'label_replace(a, "glidepath_query", "0", "", "") or label_replace(b or c, "glidepath_query", "1", "", "")',
    ]);
  });

  it('alone are as they are', async () => {
    expect(await ask(['a'])).toEqual([answer('a')]);
    expect(server.asked.map(({ query }) => query)).toEqual(['a']);
  });

  it('are told apart by no label where they can have none', async () => {
    await batches.ask(
      ['a', 'b', 'c'].map((promql) => ({ promql, joins: promql !== 'b' })),
      2_000,
    );
    expect(server.asked.map(({ query }) => query).toSorted()).toMatchObject([
      'b',
      'label_replace(a, "glidepath_query", "0", "", "") or label_replace(c, "glidepath_query", "1", "", "")',
    ]);
  });

  it('go in as many requests as their length asks for', async () => {
    const queries = Array.from({ length: 50 }, (_, index) => `x${index}${'y'.repeat(500)}`);
    expect(await ask(queries)).toEqual(queries.map(answer));
    expect(server.asked.length).toBeLessThan(10);
    expect(Math.max(...server.asked.map(({ query }) => query.length))).toBeLessThan(8_500);
  });

  it('that nobody asked for are believed in nothing', async () => {
    server.behaviour = api.vector([
      [{ glidepath_query: '0', x: 'own' }, '1'],
      [{ x: 'stray' }, '1'],
    ]);
    const [first, second] = await ask(['a', 'b']);
    expect(first).toContain('own');
    expect(second).toBe('{"x":"stray"}');
  });
});

describe('one bad query does not blind the others', () => {
  it('which are asked again alone, and go together without it from then on', async () => {
    server.behaviour = refusing('worse');
    expect(await ask(['a', 'worse', 'c'])).toEqual([
      answer('a'),
      `${server.url} refused the query with 422: bad: worse`,
      answer('c'),
    ]);
    expect(server.asked).toHaveLength(4);
    expect(await ask(['a', 'worse', 'c'])).toMatchObject([answer('a'), expect.any(String), answer('c')]);
    expect(server.asked).toHaveLength(6);
  });

  it('and joins them again once it is answered', async () => {
    server.behaviour = refusing('worse');
    await ask(['a', 'worse', 'c']);
    server.behaviour = api.answers(() => []);
    await ask(['a', 'worse', 'c']);
    const before = server.asked.length;
    await ask(['a', 'worse', 'c']);
    expect(server.asked).toHaveLength(before + 1);
  });

  it('where they are too many together they stay apart', async () => {
    server.behaviour = refusing(' or ');
    expect(await ask(['a', 'b'])).toEqual([answer('a'), answer('b')]);
    expect(await ask(['a', 'b'])).toEqual([answer('a'), answer('b')]);
    expect(server.asked).toHaveLength(5);
  });

  it('where there was no time they are asked alone the next time', async () => {
    server.behaviour = (response, asked) =>
      asked.query.includes('slow') ? api.hang(response) : api.answers(() => [])(response, asked);
    expect(await ask(['a', 'slow'], 700)).toMatchObject([
      expect.stringContaining('did not answer within 700ms'),
      expect.any(String),
    ]);
    expect(await ask(['a', 'slow'], 700)).toEqual(['', `${server.url} did not answer within 700ms`]);
  });

  it.each([
    ['a login that is refused', api.text(401, ''), 1],
    ['a server that fails', api.text(500, ''), 3],
  ])('but %s is no query’s fault', async (_, behaviour, attempts) => {
    server.behaviour = behaviour;
    await ask(['a', 'b', 'c']);
    expect(server.asked).toHaveLength(attempts);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Target } from '@glidepath/conductor';
import { instant, millis, type Release } from '@glidepath/model';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bringAbout, createHost, eventually, only, SLOS, split, type Host } from './test-support/host.ts';
import { release as unheardOf } from './test-support/releases.ts';
import { fetchText, startLoad } from './test-support/load.ts';

let host: Host;
let target: Target;
let one: Release;
let two: Release;

// One host for all: every test begins with `one` alone.
beforeAll(async () => {
  host = await createHost();
  target = host.target();
  one = await host.release('one');
  two = await host.release('two');
});
beforeEach(async () => {
  await bringAbout(target, only(one));
});
afterAll(async () => {
  await host.tearDown();
});

test('requests are split by weight', { timeout: 60_000 }, async () => {
  await bringAbout(target, split(one, two, 20));
  const load = startLoad(host.url, 8, ['/'], 0);
  await eventually('2000 requests were sent', () => load.count >= 2000);
  await load.stop();
  const share = 0.2;
  const got = load.byRelease.get('two') ?? 0;
  // Six standard deviations of a binomial count: one test in 500 million fails by chance.
  const deviation = Math.sqrt(load.count * share * (1 - share));
  expect(Math.abs(got - load.count * share)).toBeLessThan(6 * deviation);
  expect(load.failures).toEqual([]);
});

test(
  'no client sees a failure over shifts, a rollback, scaling and stops of releases',
  { timeout: 60_000 },
  async () => {
    const load = startLoad(host.url, 8, ['/', '/slow?ms=40', '/', '/slow?ms=1200']);
    await bringAbout(target, split(one, two, 25, 'rolling'));
    await bringAbout(target, split(one, two, 75, 'rolling'));
    await bringAbout(target, split(one, two, 100, 'rolling'));
    await bringAbout(target, only(one));
    await bringAbout(target, split(one, two, 0, 'blue-green'));
    await bringAbout(target, split(one, two, 100, 'blue-green'));
    await bringAbout(target, only(two));
    const larger = host.target({ instances: 4 });
    await bringAbout(larger, only(two));
    await bringAbout(target, only(two));
    await bringAbout(target, only(one));
    await eventually('all that were stopped are gone', async () => {
      const { note } = await target.observe(only(one));
      return note === 'one: 2 of 2 ready, 100 %';
    });
    await load.stop();
    expect(load.failures).toEqual([]);
  },
);

test('a request under way outlives the shift and the stop of its release', { timeout: 60_000 }, async () => {
  const slow = fetchText(`${host.url}/slow?ms=1500`);
  await eventually('it is under way', async () => (await inFlight(host)) === 1);
  await bringAbout(target, split(null, two, 100));
  const view = await bringAbout(target, only(two));
  // Settled although the old release still has that one to finish.
  expect(view.note).toMatch(/one: \d leaving, 1 request under way/);
  expect(await slow).toMatchObject({ status: 200, body: 'slow but done', release: 'one' });
});

test('a drain ends when its time is over', { timeout: 60_000 }, async () => {
  const hasty = host.target({ stop: { drain: millis(50), grace: millis(50) } });
  await bringAbout(hasty, only(one));
  const slow = fetchText(`${host.url}/slow?ms=60000`);
  await eventually('it is under way', async () => (await inFlight(host)) === 1);
  await bringAbout(hasty, only(two));
  expect(await slow).toMatchObject({ status: 502, release: 'one' });
});

test('large bodies stream through in both directions', { timeout: 60_000 }, async () => {
  const size = 24 * 1024 * 1024;
  const down = await new Promise<number>((resolve, reject) => {
    request(`${host.url}/bytes?count=${size}`, { agent: false }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => {
        resolve(bytes);
      });
      answer.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
  expect(down).toBe(size);

  const chunk = randomBytes(1024 * 1024);
  const chunks = Array.from({ length: 24 }, () => chunk);
  const hash = createHash('sha256');
  for (const part of chunks) hash.update(part);
  const answer = await new Promise<string>((resolve, reject) => {
    const upload = request(`${host.url}/digest`, { method: 'POST', agent: false }, (reply) => {
      text(reply).then(resolve, reject);
    });
    upload.on('error', reject);
    pipeline(Readable.from(chunks), upload).catch(reject);
  });
  expect(answer).toBe(hash.digest('hex'));
});

test('WebSockets pass, and hold an instance until they end', { timeout: 60_000 }, async () => {
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/`);
  const messages: unknown[] = [];
  socket.addEventListener('message', ({ data }) => {
    messages.push(data);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  socket.send('hello');
  await eventually('the echo comes', () => messages.length === 1);
  expect(messages).toEqual(['hello']);

  await bringAbout(target, only(two));
  socket.send('still there?');
  await eventually('the echo comes', () => messages.length === 2);
  expect(await inFlight(host)).toBe(1);
  socket.close();
  await eventually('the instance is released', async () => (await inFlight(host)) === 0);
});

test('an upgrade to something else is answered as a plain request', async () => {
  const answer = await new Promise<number>((resolve, reject) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    request(host.url, { agent: false, headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
  expect(answer).toBe(200);
});

test(
  'counts by release: failures, cut answers, thresholds, and nothing for clients that leave',
  { timeout: 60_000 },
  async () => {
    const { counters } = target;
    if (counters === null) throw new Error('the local target has counters');
    const three = await host.release('three');
    await bringAbout(target, only(three));
    const read = async () => {
      const readings = await counters.read(SLOS, { candidate: three, stable: null });
      return readings.map(({ candidate }) =>
        candidate.kind === 'cumulative' ? candidate.series[0] : candidate,
      );
    };
    expect(await read()).toMatchObject([
      { bad: 0, total: 0 },
      { bad: 0, total: 0 },
    ]);

    const leaving = request(`${host.url}/slow?ms=60000`, { agent: false });
    leaving.on('error', () => undefined);
    leaving.end();
    await eventually('it is under way', async () => (await inFlight(host)) === 1);
    leaving.destroy();
    await eventually('it is over', async () => (await inFlight(host)) === 0);

    await fetchText(host.url);
    await fetchText(`${host.url}/status?code=404`);
    await fetchText(`${host.url}/status?code=503`);
    await fetchText(`${host.url}/slow?ms=400`);
    await expect(fetchText(`${host.url}/break`)).rejects.toThrow('aborted');
    expect((await fetchText(`${host.url}/hang-up`)).headers['x-glidepath-error']).toBe('broken');
    await eventually('all are counted', async () => (await inFlight(host)) === 0);
    expect(await read()).toMatchObject([
      { bad: 3, total: 6 },
      { bad: 1, total: 6 },
    ]);

    const [availability] = await counters.read(SLOS, { candidate: unheardOf('four'), stable: three });
    expect(availability?.candidate).toMatchObject({ kind: 'no-data' });
    expect(availability?.latency?.stable?.count).toBe(6);

    // It remembers, and this minute is not over yet.
    const past = { release: three, until: instant(Date.now()), minutes: 30 };
    expect(await counters.history?.(SLOS, past)).toEqual(
      SLOS.map(({ name }) => ({ sli: name, minutes: [], why: null })),
    );
  },
);

test('clients keep their connections, and apps learn who asked', async () => {
  const agent = new Agent({ keepAlive: true });
  const answer = await fetchText(`${host.url}/headers`, { agent });
  agent.destroy();
  expect(answer.headers.connection).toBe('keep-alive');
  expect((await fetchText(host.url)).headers.connection).toBe('close');
  const headers: unknown = JSON.parse(answer.body);
  expect(headers).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': `127.0.0.1:${host.port}`,
    host: `127.0.0.1:${host.port}`,
    connection: 'close',
  });
});

test('the counters are there as Prometheus text', async () => {
  const metricsPort = host.port + 1000;
  const scraped = host.target({ metricsPort });
  const seen = await host.release('seen');
  await bringAbout(scraped, only(seen));
  await fetchText(host.url);
  await eventually('the request is over', async () => (await inFlight(host)) === 0);
  const { body } = await fetchText(`http://127.0.0.1:${metricsPort}/metrics`);
  const labels = `release="seen",digest="${seen.digest.slice(7, 19)}"`;
  const origin = 'service="shop",environment="production"';
  expect(body).toContain(`glidepath_requests_total{${labels},code="200",${origin}} 1`);
  expect(body).toContain(`glidepath_failures_total{${labels},${origin}} 0`);
  expect(body).toContain(`glidepath_request_duration_seconds_bucket{le="0.3",${origin},${labels}} 1`);
  expect((await fetchText(`http://127.0.0.1:${metricsPort}/v1/state`)).status).toBe(404);
});

async function inFlight(of: Host): Promise<number> {
  const { port, token } = await of.contact();
  const answer = await fetch(`http://127.0.0.1:${port}/v1/state`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const counts = [...(await answer.text()).matchAll(/"inFlight":(\d+)/g)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

import { execPath } from 'node:process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Target } from '@glidepath/conductor';
import { millis, type Release } from '@glidepath/model';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  bringAbout,
  createHost,
  eventually,
  only,
  settle,
  split,
  viewWhere,
  type Host,
} from './test-support/host.ts';
import { readRoster } from './daemon/roster.ts';
import { fetchText, startLoad } from './test-support/load.ts';

let host: Host;
let target: Target;
let one: Release;

// One host for all: every test begins with `one` alone.
beforeAll(async () => {
  host = await createHost();
  target = host.target();
  one = await host.release('one');
});
beforeEach(async () => {
  await bringAbout(target, only(one));
});
afterAll(async () => {
  await host.tearDown();
});

test(
  'a release that dies on start fails with its last words, and gets no traffic',
  { timeout: 60_000 },
  async () => {
    await writeFile(join(host.workspace, 'secrets.env'), 'SECRET="s3cr3t-value"\n');
    const bad = await host.release('bad', { env: { APP_DIES: 'at-start' }, envFile: 'secrets.env' });
    const load = startLoad(host.url, 4);
    const desired = split(one, bad, 0);
    await target.apply(desired, 1);
    const view = await viewWhere(target, desired, ({ failure }) => failure !== null);
    expect(view).toMatchObject({ settled: false, weight: 0 });
    expect(view.failure).toMatch(/^bad does not start: pid \d+ exited with code 3\. The last it printed:\n/);
    expect(view.failure).toContain('cannot connect to the database with ***');
    await bringAbout(target, only(one));
    await load.stop();
    expect(load.failures).toEqual([]);
    expect([...load.byRelease.keys()]).toEqual(['one']);
  },
);

test('a command that is not there is told at once', { timeout: 60_000 }, async () => {
  const bad = await host.release('bad', { command: ['no-such-program', '--flag'] });
  const desired = split(one, bad, 0);
  await target.apply(desired, 1);
  const view = await viewWhere(target, desired, ({ failure }) => failure !== null);
  expect(view.failure).toBe(
    `bad does not start: "no-such-program --flag" cannot be run: there is no program no-such-program in PATH (${process.env['PATH']}).`,
  );
});

test('an executable in the artifact is run from its folder', { timeout: 60_000 }, async () => {
  const script = join(host.workspace, 'app', 'run.sh');
  await writeFile(script, `#!/bin/sh\nexec "${execPath}" app.ts\n`);
  await chmod(script, 0o755);
  const two = await host.release('two', { command: ['./run.sh'] });
  await bringAbout(target, only(two));
  expect((await fetchText(host.url)).release).toBe('two');
});

test('a slow start is waited for', { timeout: 60_000 }, async () => {
  const slow = await host.release('slow', { env: { APP_START_MS: '1000' } });
  const desired = split(one, slow, 50);
  await target.apply(desired, 1);
  const waiting = await target.observe(desired);
  expect(waiting).toMatchObject({ settled: false, failure: null, weight: 0 });
  expect((await settle(target, desired)).weight).toBe(50);
});

test('a start that takes longer than its deadline is a failure', { timeout: 60_000 }, async () => {
  const health = { path: '/health', interval: millis(50), timeout: millis(500), deadline: millis(600) };
  const never = await host.release('never', { env: { APP_START_MS: '600000' }, health });
  const desired = split(one, never, 10);
  await target.apply(desired, 1);
  const view = await viewWhere(target, desired, ({ failure }) => failure !== null);
  expect(view.failure).toMatch(
    /^never does not start: pid \d+ was not healthy on GET \/health for [\d.]+ s\. It printed nothing\.$/,
  );
});

test('what dies is started again, and the others serve meanwhile', { timeout: 60_000 }, async () => {
  // What a dying process had already accepted is lost with it; so the others are asked once it is dead.
  expect((await fetchText(`${host.url}/die?code=7`)).headers['x-glidepath-error']).toBe('broken');
  await viewWhere(target, only(one), ({ settled }) => !settled);
  const load = startLoad(host.url, 4);
  await settle(target, only(one));
  await load.stop();
  expect(load.failures).toEqual([]);
});

test(
  'a candidate that keeps dying is given up, and its traffic goes to the stable',
  { timeout: 60_000 },
  async () => {
    const two = await host.release('two');
    const desired = split(one, two, 50);
    await bringAbout(target, desired);
    await eventually('it has died often enough', async () => {
      const answer = await fetchText(host.url);
      if (answer.release === 'two') {
        process.kill(Number(answer.body.split(' ')[1]), 'SIGKILL');
      }
      return (await target.observe(desired)).failure !== null;
    });
    const view = await viewWhere(target, desired, ({ weight }) => weight === 0);
    expect(view.failure).toMatch(/^two keeps dying, 3 times within a minute: pid \d+ was ended by SIGKILL\./);
    expect(view.note).toContain('two has nothing healthy, its traffic goes to the other release');
    for (let turn = 0; turn < 20; turn++) expect((await fetchText(host.url)).release).toBe('one');
  },
);

test('an instance that flaps leaves the balance and comes back', { timeout: 60_000 }, async () => {
  const health = { path: '/health', interval: millis(40), timeout: millis(500), deadline: millis(60_000) };
  const two = await host.release('two', { health });
  await bringAbout(target, only(two));
  const [first, second] = await portsOf(two);
  const load = startLoad(host.url, 4);
  await become(first, 500);
  await viewWhere(target, only(two), ({ note }) => note.startsWith('two: 1 of 2 ready'));
  // Nobody healthy is left, and still everybody is served.
  await become(second, 500);
  await viewWhere(target, only(two), ({ note }) => note.startsWith('two: 0 of 2 ready'));
  await become(first, 200);
  await become(second, 200);
  await settle(target, only(two));
  await load.stop();
  expect(load.failures).toEqual([]);
  expect(await portsOf(two)).toEqual([first, second]);
});

test('one that stays unhealthy is replaced', { timeout: 60_000 }, async () => {
  const health = { path: '/health', interval: millis(40), timeout: millis(500), deadline: millis(1000) };
  const two = await host.release('two', { health });
  await bringAbout(target, only(two));
  const [first, second] = await portsOf(two);
  const load = startLoad(host.url, 4);
  await become(first, 500);
  await eventually('another has its place', async () => {
    const ports = await portsOf(two);
    return ports.length === 2 && !ports.includes(first ?? 0) && ports.includes(second ?? 0);
  });
  expect((await settle(target, only(two))).failure).toBeNull();
  await load.stop();
  expect(load.failures).toEqual([]);
});

test('a stable is started again for ever, and says so while it is down', { timeout: 60_000 }, async () => {
  const two = await host.release('two');
  await bringAbout(target, only(two));
  for (let death = 0; death < 4; death++) {
    await fetchText(`${host.url}/die?code=1`).catch(() => undefined);
  }
  const view = await settle(target, only(two));
  expect(view.failure).toBeNull();
});

async function portsOf({ digest }: Release): Promise<readonly number[]> {
  const { instances } = await readRoster(host.layout.roster);
  return instances.filter((one) => one.digest === digest && !one.leaving).map(({ port }) => port);
}

/** Tells one instance, past the proxy, how to answer health checks. */
async function become(port: number | undefined, health: number): Promise<void> {
  await fetchText(`http://127.0.0.1:${port}/become?health=${health}`);
}

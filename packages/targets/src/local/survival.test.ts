import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readRoster } from './daemon/roster.ts';
import { isRunning } from './process.ts';
import { stopLocal } from './stop.ts';
import { bundleDaemon } from './test-support/bundle.ts';
import {
  bringAbout,
  createHost,
  eventually,
  logOf,
  only,
  settle,
  SLOS,
  split,
  type Host,
} from './test-support/host.ts';
import { fetchText, startLoad } from './test-support/load.ts';

let folder: string;
let daemonFile: string;
let host: Host;
let target: Target;
let one: Release;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glidepath-bundle-'));
  daemonFile = await bundleDaemon(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  host = await createHost();
  target = host.target({}, daemonFile);
  one = await host.release('one');
});
afterEach(async () => {
  await host.tearDown();
});

test(
  'two that apply at once end up with one daemon, and one of both orders',
  { timeout: 60_000 },
  async () => {
    const two = await host.release('two');
    const other = host.target({}, daemonFile);
    await Promise.all([target.apply(only(one), 1), other.apply(only(two), 1)]);
    const log = await logOf(host.layout);
    expect([...log.matchAll(/ daemon \w+ runs as pid/g)]).toHaveLength(1);
    await eventually('one of both is there', async () => {
      const views = [await target.observe(only(one)), await target.observe(only(two))];
      return views.filter(({ settled }) => settled).length === 1;
    });
    expect((await readRoster(host.layout.roster)).instances.filter(({ leaving }) => !leaving)).toHaveLength(
      2,
    );
  },
);

test(
  'a daemon that is killed is followed by one that adopts its instances',
  { timeout: 60_000 },
  async () => {
    const two = await host.release('two');
    await bringAbout(target, only(one));
    await bringAbout(target, split(one, two, 50));
    await fetchText(host.url);
    const pids = await instancePids(host);
    const first = await host.contact();
    process.kill(first.pid, 'SIGKILL');
    await eventually('it is gone', () => !isRunning(first));

    const [down] = (await target.counters?.read(SLOS, { candidate: two, stable: one })) ?? [];
    expect(down?.candidate).toEqual({ kind: 'source-down', why: 'The supervisor does not run.' });

    // A look is enough to bring it back.
    const view = await settle(target, split(one, two, 50));
    expect(view.weight).toBe(50);
    expect(await instancePids(host)).toEqual(pids);
    expect((await host.contact()).pid).not.toBe(first.pid);
    expect((await fetchText(host.url)).status).toBe(200);

    // What was adopted is looked after as if it were its own child.
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await eventually('another one has its place', async () => {
      const now = await instancePids(host);
      return now.length === pids.length && !now.includes(pids[0] ?? 0);
    });
    await bringAbout(target, only(two));
    await eventually('the other release is gone', async () => (await instancePids(host)).length === 2);
  },
);

test(
  'a daemon killed in the middle of a rollback completes it when it is back',
  { timeout: 60_000 },
  async () => {
    const two = await host.release('two');
    await bringAbout(target, only(one));
    await bringAbout(target, split(one, two, 100, 'rolling'));
    await target.apply(only(one), 1);
    const { pid } = await host.contact();
    process.kill(pid, 'SIGKILL');
    await settle(target, only(one));
    await eventually('the other release is gone', async () => (await instancePids(host)).length === 2);
    const { instances } = await readRoster(host.layout.roster);
    expect(instances.map(({ digest }) => digest)).toEqual([one.digest, one.digest]);
  },
);

test('orders that were taken are carried out without the conductor', { timeout: 60_000 }, async () => {
  const two = await host.release('two');
  await bringAbout(target, only(one));
  const load = startLoad(host.url, 4);
  // A conductor of its own: it gives orders for a slow start and is killed as soon as they are taken.
  const conductor = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('test-support/conductor.ts', import.meta.url)),
      JSON.stringify({
        workspace: host.workspace,
        stateDir: host.stateDir,
        port: host.port,
        desired: only(two),
      }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(conductor.stdout, 'data');
  conductor.kill('SIGKILL');
  await eventually('the new release serves', async () => (await fetchText(host.url)).release === 'two');
  await eventually('the old one is gone', async () => {
    const { instances } = await readRoster(host.layout.roster);
    return instances.length === 2 && instances.every(({ digest }) => digest === two.digest);
  });
  await load.stop();
  expect(load.failures).toEqual([]);
});

test('a port that is taken is named, with who has it', { timeout: 60_000 }, async () => {
  const squatter = createServer();
  squatter.listen(host.port, '127.0.0.1');
  await once(squatter, 'listening');
  try {
    await expect(target.apply(only(one), 1)).rejects.toThrow(
      new RegExp(
        `cannot listen on 127\\.0\\.0\\.1:${host.port}: .*\\(pid ${process.pid}\\) listens on port ${host.port} already`,
      ),
    );
    expect(await target.observe(only(one))).toMatchObject({
      settled: false,
      note: 'nothing was ever started here',
    });
  } finally {
    squatter.close();
  }
  await bringAbout(target, only(one));
});

test('a daemon that comes back to a taken port says so and waits for it', { timeout: 60_000 }, async () => {
  await bringAbout(target, only(one));
  const first = await host.contact();
  process.kill(first.pid, 'SIGKILL');
  await eventually('it is gone', () => !isRunning(first));
  const squatter = createServer();
  squatter.listen(host.port, '127.0.0.1');
  await once(squatter, 'listening');
  const view = await target.observe(only(one));
  expect(view.settled).toBe(false);
  expect(view.note).toContain(`cannot listen on 127.0.0.1:${host.port}`);
  squatter.close();
  await settle(target, only(one));
  expect((await fetchText(host.url)).release).toBe('one');
});

test(
  'stop: requests finish, everything ends, a look does not wake it, orders do',
  { timeout: 60_000 },
  async () => {
    await bringAbout(target, only(one), 3);
    const daemon = await host.contact();
    const { instances } = await readRoster(host.layout.roster);
    const slow = fetchText(`${host.url}/slow?ms=500`);
    await eventually(
      'it is under way',
      async () => (await logOf(host.layout)) !== '' && (await stillRunning(slow)),
    );
    const where = { stateDir: host.stateDir, service: 'shop', environment: 'production' };
    expect(await stopLocal(where, 20_000)).toBe(true);
    expect((await slow).status).toBe(200);
    expect([daemon, ...instances].filter((one) => isRunning(one))).toEqual([]);
    expect(await target.observe(only(one))).toMatchObject({ settled: false, note: 'stopped by hand' });
    expect(await stopLocal(where, 20_000)).toBe(false);
    // A stop is a fresh start for the fence as well.
    await bringAbout(target, only(one), 1);
  },
);

test('SIGTERM drains and ends in order', { timeout: 60_000 }, async () => {
  await bringAbout(target, only(one));
  const daemon = await host.contact();
  const { instances } = await readRoster(host.layout.roster);
  process.kill(daemon.pid, 'SIGTERM');
  await eventually('all are gone', () => [daemon, ...instances].every((one) => !isRunning(one)));
  expect(await logOf(host.layout)).toMatch(/ ended\n$/);
  // Not by hand: the next look brings it back.
  await settle(target, only(one));
});

test(
  'without its folder a daemon ends, and takes what it has started along',
  { timeout: 60_000 },
  async () => {
    await bringAbout(target, only(one));
    const daemon = await host.contact();
    const { instances } = await readRoster(host.layout.roster);
    await rm(host.stateDir, { recursive: true });
    await eventually('all are gone', () => [daemon, ...instances].every((one) => !isRunning(one)));
    expect(isRunning(daemon)).toBe(false);
  },
);

test('a daemon that cannot start tells why', { timeout: 60_000 }, async () => {
  const broken = join(host.workspace, 'daemon.js');
  await writeFile(broken, 'throw new Error("no luck");\n');
  const lame = host.target({}, broken);
  await expect(lame.apply(only(one), 1)).rejects.toThrow(/did not come up[^]*no luck/);
});

async function instancePids(of: Host): Promise<readonly number[]> {
  const { instances } = await readRoster(of.layout.roster);
  return instances.map(({ pid }) => pid).toSorted((a, b) => a - b);
}

async function stillRunning(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([
    promise.then(() => false),
    new Promise<boolean>((resolve) => setTimeout(resolve, 100, true)),
  ]);
}

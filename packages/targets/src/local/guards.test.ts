import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Target } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readRoster } from './daemon/roster.ts';
import { bringAbout, createHost, only, split, type Host } from './test-support/host.ts';
import { fetchText } from './test-support/load.ts';

let host: Host;
let target: Target;
let one: Release;

// One host for all: every test begins with `one` alone.
beforeAll(async () => {
  vi.stubEnv('GITHUB_TOKEN', 'ghs_secret');
  vi.stubEnv('RUNNER_TRACKING_ID', 'github_1234');
  vi.stubEnv('INPUT_TOKEN', 'secret');
  host = await createHost({ env: { COLOUR: 'green' } });
  target = host.target();
  one = await host.release('one');
});
beforeEach(async () => {
  await bringAbout(target, only(one));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await host.tearDown();
});

test('neither daemon nor instances get the environment of the run', { timeout: 60_000 }, async () => {
  const { pid } = await host.contact();
  const { instances } = await readRoster(host.layout.roster);
  expect(instances).toHaveLength(2);
  for (const one of [pid, ...instances.map((instance) => instance.pid)]) {
    const names = (await readFile(`/proc/${one}/environ`, 'utf8'))
      .split('\0')
      .map((line) => line.split('=')[0]);
    expect(names).toContain('PATH');
    expect(names).not.toContain('GITHUB_TOKEN');
    expect(names).not.toContain('RUNNER_TRACKING_ID');
    expect(names).not.toContain('INPUT_TOKEN');
  }
  const env: unknown = JSON.parse((await fetchText(`${host.url}/env`)).body);
  expect(env).toMatchObject({
    COLOUR: 'green',
    HOST: '127.0.0.1',
    GLIDEPATH_RELEASE: 'one',
    GLIDEPATH_DIGEST: one.digest,
    cwd: join(host.layout.releases, one.digest.slice(7), 'content'),
  });
});

test('the state folder is for its owner only', { timeout: 60_000 }, async () => {
  expect((await stat(host.layout.folder)).mode & 0o777).toBe(0o700);
  for (const path of [host.layout.contact, host.layout.orders, host.layout.roster, host.layout.daemonLog]) {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
});

test('a release that is not staged is refused', { timeout: 60_000 }, async () => {
  const lost = await host.release('lost');
  await rm(join(host.layout.releases, lost.digest.slice(7)), { recursive: true });
  await expect(target.apply(split(one, lost, 50), 1)).rejects.toThrow(
    /^Release lost \(sha256:[0-9a-f]+\) is not on this host any more/,
  );
});

test('the port can be moved', { timeout: 60_000 }, async () => {
  const moved = host.target({ port: host.port + 1000 });
  await bringAbout(moved, only(one));
  expect((await fetchText(`http://127.0.0.1:${host.port + 1000}`)).release).toBe('one');
  await expect(fetchText(host.url)).rejects.toThrow('ECONNREFUSED');
});

test('an admin request without the token is refused', { timeout: 60_000 }, async () => {
  const { port } = await host.contact();
  const answer = await fetchText(`http://127.0.0.1:${port}/v1/state`);
  expect(answer.status).toBe(401);
  expect(answer.body).not.toContain(one.digest);
});

test('a daemon from another version is not touched', { timeout: 60_000 }, async () => {
  const contact = await host.contact();
  const text = await readFile(host.layout.contact, 'utf8');
  await writeFile(host.layout.contact, JSON.stringify({ ...contact, protocol: 99 }));
  await expect(target.apply(only(one), 1)).rejects.toThrow(
    `(pid ${contact.pid}) is from another version of Glidepath`,
  );
  await writeFile(host.layout.contact, text);
});

// The last one: fences don't fall.
test('a lower fence is refused, and nothing changes', { timeout: 60_000 }, async () => {
  const two = await host.release('two');
  await bringAbout(target, only(one), 5);
  await expect(target.apply(only(two), 4)).rejects.toThrow(
    'A newer conductor has taken over this environment: it holds fence 5, these orders come with 4.',
  );
  expect((await target.observe(only(one))).settled).toBe(true);
  await bringAbout(target, only(two), 6);
});

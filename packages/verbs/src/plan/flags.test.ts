import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { FakeClock, PRODUCTION } from '@glidepath/conductor/testing';
import { millis, type Environment } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { flagsOf } from './flags.ts';
import { plan, type PlannedFlag } from './plan.ts';
import { Repository } from '../testing/surroundings.ts';

const OPTIONS = { file: 'd.yml', environment: null, rps: null, baseRate: null, offline: false, digest: null };
const LOCAL = '{ local: { artifact: app, command: [node, s.js], port: 80 } }';
const MONTHS = 90 * 86_400_000;

let repository: Repository;
let server: Server;
let asked: string[];
let now: number;
beforeEach(async () => {
  repository = new Repository();
  now = Date.now();
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ key: 'release', value: true, variant: 'on', reason: 'STATIC' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  repository.remove();
  server.close();
  server.closeAllConnections();
});

function url(): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function flags(
  environment: string,
  provider: string,
  more: object = {},
): Promise<readonly PlannedFlag[]> {
  const text = `service: shop
environments: { production: { target: ${LOCAL}, slos: [a], ${environment} } }
slos: { a: 99% }
${provider === '' ? '' : `flags: ${provider}\n`}`;
  repository.write('d.yml', text);
  const here = {
    workspace: repository.folder,
    env: {},
    user: 'dana',
    clock: new FakeClock(now),
    mask: () => {},
  };
  const { answer } = await plan(here, { ...OPTIONS, ...more });
  return answer.environments[0]?.flags ?? [];
}

const GATES = 'strategy: { canary: [5%, { weight: 25%, flag: more }] }, gates: [{ flag: release }]';

it('are those of gates and steps, with the history of their file', async () => {
  repository.git('init', '--quiet');
  repository.write('flags.yml', 'release: true\nmore: false\n');
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', 'Release');
  expect(await flags(GATES, '{ file: flags.yml }')).toMatchObject([
    {
      key: 'release',
      usedBy: 'gate',
      open: true,
      state: 'everybody gets true',
      changedBy: 'Test',
      ready: false,
    },
    { key: 'more', usedBy: 'step 25%', open: false, state: 'everybody gets false', ready: false },
  ]);
  now += MONTHS;
  const [release, more] = await flags(GATES, '{ file: flags.yml }');
  expect(release?.ready).toBe(true);
  expect(release?.advice).toContain('flag "release" serves true');
  expect(more).toMatchObject({ ready: false, advice: null });
});

it('are what they evaluate to, where a provider tells no more', async () => {
  expect(
    await flags('strategy: canary, gates: [{ flag: release }]', `{ ofrep: { url: "${url()}" } }`),
  ).toEqual([
    expect.objectContaining({
      open: true,
      state: 'true for this service now',
      changedAt: null,
      trouble: null,
    }),
  ]);
  expect(asked).toEqual(['/ofrep/v1/evaluate/flags/release']);
});

it('are named and not asked for where it is offline', async () => {
  const provider = `{ ofrep: { url: "${url()}" } }`;
  expect(await flags(GATES, provider, { offline: true, digest: null })).toMatchObject([
    { key: 'release', open: null, state: null, trouble: null },
    { key: 'more', open: null, state: null, trouble: null },
  ]);
  expect(asked).toEqual([]);
});

it('come with the trouble that there is', async () => {
  const provider = '{ unleash: { url: "http://127.0.0.1:1/api", token-env: UNLEASH_TOKEN } }';
  const [flag] = await flags('strategy: canary, gates: [{ flag: release }]', provider);
  expect(flag).toMatchObject({ state: null, open: null, ready: false });
  expect(flag?.trouble).toContain('UNLEASH_TOKEN');
});

it('are none where the file names none', async () => {
  expect(await flags('strategy: canary', '{ file: flags.yml }')).toEqual([]);
});

it('of targets are looked up at their own server, once for all environments that share it', async () => {
  const environment: Environment = {
    ...PRODUCTION,
    target: {
      kind: 'unleash',
      flag: 'checkout',
      names: { on: 'new', off: 'old' },
      stickiness: 'default',
      server: {
        kind: 'unleash',
        url: `${url()}/api`,
        tokenEnv: 'TOKEN',
        project: 'default',
        environment: 'production',
        timeout: millis(5_000),
      },
    },
  };
  const here = {
    workspace: '/nowhere',
    env: { TOKEN: 'secret' },
    user: 'dana',
    clock: new FakeClock(now),
    mask: () => {},
  };
  const both = [environment, { ...environment, name: 'staging' }];
  const found = await flagsOf(here, { service: 'shop' }, both, false);
  expect(asked).toEqual(['/api/admin/projects/default/features/checkout']);
  const [flag] = found[0] ?? [];
  expect(flag).toMatchObject({ key: 'checkout', usedBy: 'target', is: null, open: null, state: null });
  expect(flag?.trouble).toContain('answers with what is no flag');
  expect(found[1]).toEqual(found[0]);
});

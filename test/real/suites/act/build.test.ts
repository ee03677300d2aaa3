import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registryAccess, resolveReference } from '../../../../packages/images/src/index.ts';
import { startGitHub, type GitHub } from '../../../github/index.ts';
import { Clients, until, type Behaviour } from '../../../harness/index.ts';
import { ensureAct } from '../../parts/act.ts';
import { ensureArtifact } from '../../parts/artifact.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { PASSWORD, Registry, USER } from '../build/registry.ts';
import { ActRunner, REPOSITORY, type WorkflowRun } from './runner.ts';
import { course, Shop, target, type Ports } from './shop.ts';

/** From source to traffic in one workflow: built, proven, pushed, and delivered by the digest that the registry has it under. */

/** On a busy machine; alone it takes seconds. */
const LIMIT_MS = 300_000;
const OURS = generateKeyPairSync('ed25519');

const undo = new AsyncDisposableStack();
let github: GitHub;
let registry: Registry;
let shop: Shop;
let runner: ActRunner;
let clients: Clients;
const digests = new Map<string, string>();
const logs: string[] = [];

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const parts = { act: await ensureAct(cache), artifact: await ensureArtifact(cache) };
  registry = await Registry.start(await ensureRegistryServer(cache), null);
  undo.defer(async () => registry.stop());
  github = undo.use(await startGitHub({ repository: REPOSITORY }));
  github.setup.role({ login: 'dana', role: 'write' });
  shop = await Shop.create(github, deliveryFile, asCommented);
  undo.defer(async () => shop.remove());
  shop.write('keys/build.pub', pem(OURS.publicKey));
  runner = new ActRunner(parts, github, shop, { GLIDEPATH_SIGNING_KEY: pem(OURS.privateKey) });
  undo.defer(() => runner.remove());
  runner.logIn(registry.host, USER, PASSWORD);
});

afterAll(async () => undo.disposeAsync());

afterEach(() => {
  expect(github.violations).toEqual([]);
  expect(github.calls().filter(({ status }) => status === 401 || status === 403)).toEqual([]);
});

function pem(key: KeyObject): string {
  return key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();
}

function deliveryFile(ports: Ports): string {
  return `service: shop
build:
  artifact: { repository: "${registry.host}/acme/shop", path: ./dist }
  proof: { key: { env: GLIDEPATH_SIGNING_KEY } }
environments:
  production:
    require: { provenance: { key: keys/build.pub } }
    target:
${target(ports.production)}${course('[50%]', '500ms')}slos:
  availability: 80%
  latency: 80% under 2s
`;
}

/** As the caller's comments say, for what is no image and is to be proven. */
function asCommented(caller: string): string {
  if (!caller.includes('build.yml@v1')) return caller;
  return caller
    .replace('# with: { build-command', 'with: { build-command')
    .replaceAll('# attestations:', 'attestations:')
    .replace(
      '    secrets:\n',
      '    secrets:\n      GLIDEPATH_SIGNING_KEY: ${{ secrets.GLIDEPATH_SIGNING_KEY }}\n',
    );
}

/** Pushes a release to main, which starts its build. */
async function push(release: string, behaviour: Behaviour = {}): Promise<WorkflowRun> {
  shop.push(release, behaviour);
  return run();
}

/** Of what main is now. */
async function run(): Promise<WorkflowRun> {
  return runner.start('build-and-deliver', { event: 'push' });
}

const access = registryAccess({
  env: { REGISTRY_USER: USER, REGISTRY_PASSWORD: PASSWORD },
  variables: { user: 'REGISTRY_USER', password: 'REGISTRY_PASSWORD' },
  plainHttp: [],
});

/** What the registry has under the release's tag, which is what every place must tell. */
async function digestOf(release: string): Promise<string> {
  return (await resolveReference(`${registry.host}/acme/shop:${release}`, access)).digest;
}

describe('from source to traffic', { timeout: LIMIT_MS }, () => {
  it('makes, signs and pushes an artifact, and delivers what the registry has', async () => {
    const running = await push('v1');
    await until('v1 to answer', async () => shop.live('production'), LIMIT_MS);
    clients = new Clients(shop.url('production'));
    const first = await running.ended;
    expect(first.conclusion, first.log).toBe('success');
    expect(Object.keys(first.jobs)).toEqual([
      expect.stringContaining('Make'),
      expect.stringContaining('Build'),
      expect.stringContaining('Order'),
      expect.stringContaining('production'),
    ]);
    logs.push(first.log);
    const digest = await digestOf('v1');
    digests.set('v1', digest);
    expect(first.log).toContain(`digest=${digest}`);
    expect(first.log).toContain(`image=${registry.host}/acme/shop@${digest}`);
    expect(first.log).toContain('its provenance is proven: signed by key sha256:');
    expect(await shop.ledgerText('production')).toContain(digest);
    expect(github.world.attestations.get(digest)).toHaveLength(1);
    // Nothing but the registry brought it to where it runs.
    expect(registry.log).toMatch(/GET \/v2\/acme\/shop\/blobs\/sha256/);
  });

  it('sends traffic to the next one in steps, and promotes it', async () => {
    const end = await (await push('v2')).ended;
    expect(end.conclusion, end.log).toBe('success');
    logs.push(end.log);
    const digest = await digestOf('v2');
    digests.set('v2', digest);
    expect(digest).not.toBe(digests.get('v1'));
    const ledger = await shop.ledger('production');
    expect(ledger).toContainEqual(expect.stringContaining('canary at 50 %'));
    expect(ledger.at(-1)).toContain('promoted');
    expect(end.log).toContain('decision=promoted');
    expect(end.log).toContain(`"digest":"${digest}"`);
    expect(await shop.ledgerText('production')).toContain(digest);
    expect(await shop.live('production')).toBe('v2');
  });

  it('takes a bad commit back, and its digest does not come in again', async () => {
    const bad = await (await push('v3', { failRate: 0.3 })).ended;
    expect(bad.conclusion, bad.log).toBe('failure');
    expect(bad.log).toContain('decision=rolled-back');
    logs.push(bad.log);
    const digest = await digestOf('v3');
    expect(bad.log).toContain(`"digest":"${digest}"`);
    expect(await shop.live('production')).toBe('v2');
    const before = await shop.ledger('production');

    const repeated = await (await run()).ended;
    expect(repeated.conclusion, repeated.log).toBe('failure');
    expect(repeated.log).toContain('outcome=found');
    expect(repeated.log).toContain('decision=rejected');
    expect(repeated.log).toContain('reason=blocked-digest');
    expect(repeated.log).toContain(digest);
    expect(await shop.live('production')).toBe('v2');
    expect((await shop.ledger('production')).slice(0, before.length)).toEqual(before);
  });

  it('has answered every request, and told nobody a secret', async () => {
    const seen = await clients.stop();
    expect(seen.requests).toBeGreaterThan(1_000);
    expect(seen.notByRelease).toEqual([]);
    const [, secret = 'none'] = pem(OURS.privateKey).split('\n');
    expect(secret.length).toBeGreaterThan(40);
    for (const text of [...logs, registry.log])
      for (const each of [PASSWORD, secret, ...runner.tokens]) expect(text).not.toContain(each);
  });
});

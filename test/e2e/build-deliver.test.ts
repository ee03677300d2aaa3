import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MemoryRegistry, saying } from '../../packages/images/src/testing/index.ts';
import { Clients, ROLLING, Service, startAction, until, type ActionEnded } from '../harness/index.ts';

/** What one host has built and proven, delivered by another that has nothing but the registry. */

const OURS = generateKeyPairSync('ed25519');
const THEIRS = generateKeyPairSync('ed25519');
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

let registry: MemoryRegistry;
let service: Service;
let clients: Clients | null = null;

beforeEach(async () => {
  registry = await MemoryRegistry.start();
  service = await Service.create(
    `${ROLLING}    require: { provenance: { key: keys/build.pub } }\n`,
    // A busy machine is slow, and that is not what this is about.
    `    slos: [availability]
slos: { availability: 90% }
build:
  artifact: { repository: "${registry.host}/acme/shop", path: ./dist }
  proof: { key: { env: SIGNING_KEY } }
`,
  );
  service.write('keys/build.pub', pem(OURS.publicKey));
  service.secrets['HOME'] = service.workspace;
});
afterEach(async () => {
  await clients?.stop();
  clients = null;
  await service.remove();
});

/** Gives the release document; of what was built nothing stays here but in the registry. */
async function built(name: string, key: KeyObject = OURS.privateKey): Promise<string> {
  const dist = join(service.workspace, 'dist');
  cpSync(join(service.workspace, service.release(name)), dist, { recursive: true });
  const env = { ...service.env, SIGNING_KEY: pem(key) };
  const ended = await startAction('build', service.workspace, { tag: name }, env).ended;
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
  const proof: unknown = JSON.parse(ended.outputs['proof'] ?? '');
  expect(proof).toMatchObject({ proofs: [{ outcome: 'made', places: ['registry'] }], left: null });
  rmSync(dist, { recursive: true });
  rmSync(join(service.workspace, 'releases'), { recursive: true });
  return ended.outputs['release'] ?? '';
}

function deliver(inputs: Readonly<Record<string, string>>) {
  return startAction('deploy', service.workspace, { environment: 'production', ...inputs }, service.env);
}

function resultOf(end: ActionEnded): unknown {
  return JSON.parse(end.outputs['result'] ?? '');
}

function digestIn(release: string): string {
  return /"digest":"(sha256:[0-9a-f]{64})"/.exec(release)?.[1] ?? 'none';
}

it('fetches by digest what is proven, and nothing else', { timeout: 180_000 }, async () => {
  const v1 = await built('v1');
  const running = deliver({ release: v1 });
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 30_000);
  clients = new Clients(service.url);
  const live = await running.ended;
  expect(live, live.stdout + live.stderr).toMatchObject({ code: 0, outputs: { decision: 'promoted' } });
  expect(resultOf(live)).toMatchObject({ release: { digest: digestIn(v1), name: 'v1' } });
  expect(live.stdout).toContain('its provenance is proven: signed by key sha256:');

  // Somebody else has signed it.
  const strange = await built('v2', THEIRS.privateKey);
  const refused = await deliver({ release: strange }).ended;
  expect(refused, refused.stdout).toMatchObject({
    code: 7,
    outputs: { decision: 'rejected', reason: 'unproven' },
  });
  expect(resultOf(refused)).toMatchObject({
    message: saying('production requires provenance of v2 (sha256:'),
  });
  const gate = await service.cli('gate', '--release', strange, '--json').ended;
  expect(gate.code).toBe(7);
  expect(JSON.parse(gate.stdout)).toMatchObject({ open: false, reason: 'unproven' });

  // The tag of the live release leads to the other one by now.
  const moved = registry.manifests.get('acme/shop:v2');
  if (moved === undefined) throw new Error('v2 was not pushed');
  registry.manifests.set('acme/shop:v1', moved);
  const again = await deliver({ release: v1 }).ended;
  expect(again, again.stdout).toMatchObject({ code: 0, outputs: { reason: 'already-live' } });
  expect(resultOf(again)).toMatchObject({
    message: saying('/acme/shop:v1 has moved since the build and is sha256:'),
  });

  // A tag is looked up once.
  await built('v3');
  const third = await deliver({ image: `${registry.host}/acme/shop:v3` }).ended;
  expect(third, third.stdout).toMatchObject({ code: 0, outputs: { decision: 'promoted' } });
  expect(resultOf(third)).toMatchObject({ release: { name: 'v3' } });

  // What was live before may come back, whatever can be proven by now.
  rmSync(join(service.workspace, 'keys'), { recursive: true });
  const back = await service.cli('rollback', '--json').ended;
  expect(back, back.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(back.stdout)).toMatchObject({ decision: 'rolled-back' });
  expect((await fetch(service.url)).headers.get('x-glidepath-release')).toBe('v1');
});

it('refuses what can not be meant, and asks no registry for it', { timeout: 60_000 }, async () => {
  for (const [inputs, says] of [
    [
      { image: 'ghcr.io/acme/other:v1' },
      'image is ghcr.io/acme/other, and the releases of production are in',
    ],
    [{ release: '{"version":1}' }, 'is no release document'],
    [{ image: `${registry.host}/acme/shop:v1`, artifact: 'dist' }, 'each is a release'],
  ] as const) {
    const ended = await deliver(inputs).ended;
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stdout).toContain(says);
  }
  expect(registry.lines).toEqual([]);
  const missing = await deliver({ image: `${registry.host}/acme/shop:v1` }).ended;
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stdout).toContain('has no tag v1');
});

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  blobOfBytes,
  OCI_MANIFEST,
  registryAccess,
  Repository,
  resolveReference,
} from '../../../../packages/images/src/index.ts';
import { digest } from '../../../../packages/model/src/index.ts';
import { saying } from '../../../../packages/images/src/testing/saying.ts';
import { Clients, ROLLING, Service, startAction, until, type ActionEnded } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { ensureSkopeo, type SkopeoPart } from '../../parts/skopeo.ts';
import { tool } from '../../parts/tool.ts';
import { PASSWORD, Registry, USER } from './registry.ts';

/** The bundles: built and signed at one place, delivered at another that has nothing but the registry, which others meddle with. */

const OURS = generateKeyPairSync('ed25519');
const THEIRS = generateKeyPairSync('ed25519');
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

const undo = new AsyncDisposableStack();
let registry: Registry;
let skopeo: SkopeoPart;
let service: Service;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  skopeo = await ensureSkopeo(cache);
  registry = await Registry.start(await ensureRegistryServer(cache), null);
  undo.defer(async () => registry.stop());
});
afterAll(async () => undo.disposeAsync());

beforeEach(async ({ task }) => {
  const repository = `${registry.host}/acme/${task.id.replaceAll(/[^a-z0-9]/g, '')}`;
  service = await Service.create(
    `${ROLLING}    require: { provenance: { key: keys/build.pub } }\n`,
    `    slos: [availability]
slos: { availability: 90% }
build:
  artifact: { repository: "${repository}", path: ./dist }
  proof: { key: { env: SIGNING_KEY } }
`,
  );
  service.write('keys/build.pub', pem(OURS.publicKey));
  const auth = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
  service.write('home/.docker/config.json', JSON.stringify({ auths: { [registry.host]: { auth } } }));
  service.secrets['HOME'] = join(service.workspace, 'home');
});
afterEach(async () => service.remove());

const access = registryAccess({
  env: { REGISTRY_USER: USER, REGISTRY_PASSWORD: PASSWORD },
  variables: { user: 'REGISTRY_USER', password: 'REGISTRY_PASSWORD' },
  plainHttp: [],
});

const releaseSchema = z.object({ image: z.string(), digest: z.string() });

/** The release document, and what it says. Of what was built nothing stays but in the registry. */
async function built(name: string, key: KeyObject = OURS.privateKey) {
  const dist = join(service.workspace, 'dist');
  cpSync(join(service.workspace, service.release(name)), dist, { recursive: true });
  const env = { ...service.env, SIGNING_KEY: pem(key) };
  const ended = await startAction('build', service.workspace, { tag: name }, env).ended;
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
  rmSync(dist, { recursive: true });
  rmSync(join(service.workspace, 'releases'), { recursive: true });
  const document = ended.outputs['release'] ?? '';
  const release = z.parse(releaseSchema, JSON.parse(document));
  return {
    document,
    ...release,
    digest: digest(release.digest),
    repository: release.image.replace(/@.*/, ''),
  };
}

async function deliver(inputs: Readonly<Record<string, string>>): Promise<ActionEnded> {
  const all = { environment: 'production', ...inputs };
  return startAction('deploy', service.workspace, all, service.env).ended;
}

function resultOf(ended: ActionEnded): unknown {
  return JSON.parse(ended.outputs['result'] ?? '');
}

async function skopeoCopy(from: string, to: string): Promise<void> {
  const who = ['--src-creds', `${USER}:${PASSWORD}`, '--dest-creds', `${USER}:${PASSWORD}`];
  const plain = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  const args = ['--insecure-policy', 'copy', ...plain, ...who, `docker://${from}`, `docker://${to}`];
  await tool(skopeo.program, args, { cwd: service.workspace });
}

async function liveRelease(): Promise<string | null> {
  return (await fetch(service.url)).headers.get('x-glidepath-release');
}

it('delivers what was built, and says so, where its tag has been moved', { timeout: 180_000 }, async () => {
  const one = await built('v1');
  const two = await built('v2');
  await skopeoCopy(`${two.repository}:v2`, `${two.repository}:v1`);
  expect((await resolveReference(`${one.repository}:v1`, access)).digest).toBe(two.digest);
  const running = deliver({ release: one.document });
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 60_000);
  const clients = new Clients(service.url);
  const ended = await running;
  await clients.stop();
  expect(ended, ended.stdout).toMatchObject({ code: 0, outputs: { decision: 'promoted' } });
  const moved = `the tag ${one.repository}:v1 has moved since the build and is ${two.digest} now; ${one.digest}`;
  expect(ended.stdout).toContain(moved);
  expect(resultOf(ended)).toMatchObject({
    release: { digest: one.digest, name: 'v1' },
    message: saying(moved),
  });
  expect(service.ledger().at(-1)).toContain('v1');
  expect(await liveRelease()).toBe('v1');
});

it('takes no proof by another key, nor one of another release', { timeout: 180_000 }, async () => {
  const one = await built('v1');
  const ours = new Repository(await resolveReference(one.image, access), access);
  const [proof] = await ours.referrers(one.digest);
  expect(proof?.artifactType).toMatch(/^application\/vnd\.dev\.sigstore\.bundle/);
  const strange = await built('v2', THEIRS.privateKey);
  expect(await deliver({ release: strange.document })).toMatchObject({
    code: 7,
    outputs: { decision: 'rejected', reason: 'unproven' },
  });

  // Whoever may push writes the other's digest into what was signed, and puts the proof of the one beside the other.
  if (proof === undefined) throw new Error('there is no proof');
  const about = await ours.manifest(strange.digest);
  const subject = { digest: strange.digest, size: about.bytes.length, mediaType: about.mediaType };
  const signed = await ours.manifest(proof.digest);
  const [layer] = signed.kind === 'image' ? signed.layers : [];
  if (layer === undefined) throw new Error('the proof has no bundle');
  const stolen = (await ours.blob(layer, 1_000_000)).toString();
  const bundle = z
    .looseObject({ dsseEnvelope: z.looseObject({ payload: z.base64() }) })
    .parse(JSON.parse(stolen));
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  const forged = payload.replaceAll(one.digest.slice(7), strange.digest.slice(7));
  expect(forged).not.toBe(payload);
  const dsseEnvelope = { ...bundle.dsseEnvelope, payload: Buffer.from(forged).toString('base64') };
  for (const [text, why] of [
    [JSON.stringify({ ...bundle, dsseEnvelope }), 'none of 2 proofs will do'],
    [stolen, `it is about ${one.digest}, and not about this`],
  ] as const) {
    const blob = blobOfBytes(Buffer.from(text));
    await ours.pushBlob(blob);
    const layers = [{ mediaType: layer.mediaType, digest: blob.digest, size: blob.size }];
    const manifest = z.looseObject({}).parse(JSON.parse(signed.bytes.toString()));
    await ours.pushManifest(Buffer.from(JSON.stringify({ ...manifest, layers, subject })), OCI_MANIFEST);
    const refused = await deliver({ release: strange.document });
    expect(refused, refused.stdout).toMatchObject({ code: 7, outputs: { reason: 'unproven' } });
    expect(resultOf(refused)).toMatchObject({ message: saying(why) });
  }
  expect(service.git('for-each-ref', 'refs/glidepath')).toBe('');
});

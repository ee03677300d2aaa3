import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  blobOfBytes,
  compareLayers,
  OCI_MANIFEST,
  parsePlatform,
  pinned,
  pullArtifact,
  pushArtifact,
  registryAccess,
  Repository,
  resolveReference,
  type ArtifactRequest,
} from '../../../../packages/images/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { ensureSkopeo, type SkopeoPart } from '../../parts/skopeo.ts';
import { tool } from '../../parts/tool.ts';
import { Disturber } from './disturber.ts';
import { PASSWORD, Registry, USER } from './registry.ts';
import { TokenServer } from './token-server.ts';
import { saying } from '../../../../packages/images/src/testing/saying.ts';

/** A Docker registry that asks for a password, another that asks for tokens, and Skopeo as another's eyes. */

const undo = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'glidepath-images-'));
undo.defer(() => rmSync(folder, { recursive: true, force: true }));
let registry: Registry;
let guarded: Registry;
let tokens: TokenServer;
let skopeo: SkopeoPart;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const part = await ensureRegistryServer(cache);
  skopeo = await ensureSkopeo(cache);
  tokens = await TokenServer.start();
  undo.defer(() => tokens.stop());
  registry = await Registry.start(part, null);
  undo.defer(async () => registry.stop());
  guarded = await Registry.start(part, tokens);
  undo.defer(async () => guarded.stop());
});

afterAll(async () => undo.disposeAsync());

const access = registryAccess({
  env: { REGISTRY_USER: USER, REGISTRY_PASSWORD: PASSWORD },
  variables: { user: 'REGISTRY_USER', password: 'REGISTRY_PASSWORD' },
  plainHttp: [],
});

function repositoryAt(host: string, repository: string): Repository {
  return new Repository({ registry: host, repository }, access);
}

/** The same content, written in another order and at another time. */
function site(name: string, order: 'one' | 'other'): string {
  const place = join(folder, name);
  const files: readonly (readonly [string, string])[] = [
    ['index.html', '<h1>shop</h1>'],
    ['assets/app.js', 'console.log(1)'],
    ['assets/Größe.css', 'body{}'],
    ['bin/run', '#!/bin/sh\necho ok\n'],
  ];
  for (const [file, text] of order === 'one' ? files : [...files].reverse()) {
    mkdirSync(join(place, file, '..'), { recursive: true });
    writeFileSync(join(place, file), text, { mode: order === 'one' ? 0o600 : 0o664 });
    utimesSync(join(place, file), order === 'one' ? 1 : 2_000_000_000, 3);
  }
  chmodSync(join(place, 'bin/run'), order === 'one' ? 0o700 : 0o775);
  symlinkSync('../index.html', join(place, 'assets/home.html'));
  return place;
}

function request(source: string): ArtifactRequest {
  return {
    source,
    artifactType: 'application/vnd.acme.site.v1',
    annotations: { 'org.opencontainers.image.revision': 'abc', 'org.opencontainers.image.source': 'shop' },
    date: 1_700_000_000,
    subject: null,
  };
}

const inspected = z.object({ Digest: z.string(), Layers: z.array(z.string()) });

async function runSkopeo(...args: readonly string[]): Promise<string> {
  return tool(skopeo.program, ['--insecure-policy', ...args], { cwd: folder });
}

const CREDENTIALS = `${USER}:${PASSWORD}`;

it('packs the same folder twice into one digest, and sends it once', async () => {
  const repository = repositoryAt(registry.host, 'shop/site');
  const first = await pushArtifact(repository, request(site('first', 'one')));
  const second = await pushArtifact(repository, request(site('second', 'other')));
  expect(second.digest).toBe(first.digest);
  expect([first.layer, second.layer]).toEqual(['sent', 'there']);
  await repository.tag('1.0', first.digest, 'keep');
  const seen: unknown = JSON.parse(
    await runSkopeo(
      'inspect',
      '--raw',
      '--tls-verify=false',
      '--creds',
      CREDENTIALS,
      `docker://${registry.host}/shop/site:1.0`,
    ),
  );
  expect(seen).toMatchObject({ artifactType: 'application/vnd.acme.site.v1' });
});

it('unpacks what it has packed', async () => {
  const repository = repositoryAt(registry.host, 'shop/unpacked');
  const source = site('third', 'one');
  const { digest } = await pushArtifact(repository, request(source));
  const place = join(folder, 'out');
  await pullArtifact(repository, digest, place, { bytes: 1_000_000, entries: 100 });
  for (const file of ['index.html', 'assets/Größe.css', 'assets/home.html', 'bin/run'])
    expect(readFileSync(join(place, file), 'utf8')).toBe(readFileSync(join(source, file), 'utf8'));
  expect(await tool(join(place, 'bin/run'), [], { cwd: place })).toBe('ok\n');
});

it('gives Skopeo an image to copy, and reads what Skopeo has pushed', async () => {
  const repository = repositoryAt(registry.host, 'shop/app');
  const digest = await pushImage(repository, [gzipSync(randomBytes(5000))], 'amd64');
  await repository.tag('one', digest, 'keep');
  const login = ['--tls-verify=false', '--creds', CREDENTIALS];
  const from = `docker://${pinned(repository.name, digest)}`;
  const told = z.parse(inspected, JSON.parse(await runSkopeo('inspect', ...login, from)));
  expect(told.Digest).toBe(digest);
  const copied = [
    '--src-tls-verify=false',
    '--dest-tls-verify=false',
    '--src-creds',
    CREDENTIALS,
    '--dest-creds',
    CREDENTIALS,
  ];
  await runSkopeo('copy', ...copied, from, `docker://${registry.host}/shop/copy:two`);
  const found = await resolveReference(`${registry.host}/shop/copy:two`, access);
  expect(found.digest).toBe(digest);
  const image = await repositoryAt(registry.host, 'shop/copy').image(
    found.manifest,
    parsePlatform('linux/amd64'),
  );
  expect(image.layers.map((layer) => layer.digest)).toEqual(told.Layers);
  // As schema 2 of Docker, which registries hold as well.
  await runSkopeo('copy', '--format', 'v2s2', ...copied, from, `docker://${registry.host}/shop/copy:docker`);
  const docker = await resolveReference(`${registry.host}/shop/copy:docker`, access);
  expect(docker.manifest.mediaType).toBe('application/vnd.docker.distribution.manifest.v2+json');
  await expect(repository.image(found.manifest, parsePlatform('linux/arm64'))).rejects.toThrow(
    /no image for linux\/arm64, only for linux\/amd64/,
  );
});

it('notices that a tag has moved, and does not move it itself', async () => {
  const repository = repositoryAt(registry.host, 'shop/moving');
  const layer = randomBytes(4000);
  const first = await pushImage(repository, [layer], 'amd64');
  const second = await pushImage(repository, [layer, randomBytes(700)], 'amd64');
  await repository.tag('live', first, 'keep');
  const resolved = await repository.resolve({ tag: 'live', digest: null });
  await expect(repository.tag('live', second, 'keep')).rejects.toMatchObject({ kind: 'taken' });
  expect(await repository.digestOf('live')).toBe(first);
  await repository.tag('live', second, 'move');
  expect(await repository.digestOf('live')).toBe(second);
  // What was resolved stays what it was.
  expect((await repository.resolve({ tag: 'live', digest: resolved.digest })).digest).toBe(first);
  const [now, before] = [await repository.manifest(second), resolved.manifest];
  if (now.kind !== 'image' || before.kind !== 'image') throw new Error('no images');
  expect(compareLayers(now, before)).toMatchObject({ added: [{}, { size: 700 }], shared: [{ size: 4000 }] });
});

it('keeps the list of what is about an image under a tag, as this registry can not', async () => {
  const repository = repositoryAt(registry.host, 'shop/proved');
  const digest = await pushImage(repository, [randomBytes(10)], 'amd64');
  expect(await repository.referrers(digest)).toEqual([]);
  const { bytes, mediaType } = await repository.manifest(digest);
  const subject = { digest, size: bytes.length, mediaType };
  for (const type of ['application/vnd.acme.sbom', 'application/vnd.acme.proof'])
    await pushArtifact(repository, {
      ...request(site(type.replaceAll('/', '-'), 'one')),
      artifactType: type,
      subject,
    });
  expect((await repository.referrers(digest)).map((one) => one.artifactType)).toHaveLength(2);
  expect(await repository.referrers(digest, 'application/vnd.acme.sbom')).toHaveLength(1);
});

it('brings a blob over a line that is cut in the middle, again and again', async () => {
  const disturber = await Disturber.before(registry.port);
  await using _ = { [Symbol.asyncDispose]: async () => disturber.stop() };
  const repository = repositoryAt(disturber.host, 'shop/cut');
  disturber.next.push({ kind: 'cut', after: 300_000 }, { kind: 'cut', after: 2_000_000 });
  const bytes = randomBytes(3_000_000);
  const blob = blobOfBytes(bytes);
  expect(await repository.pushBlob(blob)).toBe('sent');
  expect(disturber.seen.filter((one) => one.endsWith('cut'))).toHaveLength(2);
  const descriptor = { mediaType: 'x/y', annotations: {}, artifactType: null };
  expect((await repository.blob({ ...descriptor, ...blob }, 4_000_000)).equals(bytes)).toBe(true);
});

it('gets tokens, and a new one when the old one expires in the middle of an upload', async () => {
  const disturber = await Disturber.before(guarded.port);
  await using _ = { [Symbol.asyncDispose]: async () => disturber.stop() };
  const repository = repositoryAt(disturber.host, 'shop/tokens');
  const expired = tokens.token('repository:shop/tokens:pull,push', -3600);
  disturber.next.push({ kind: 'login', authorization: `Bearer ${expired}` });
  expect(await repository.pushBlob(blobOfBytes(randomBytes(2_000_000)))).toBe('sent');
  expect(disturber.seen).toContain('PUT 401');
  expect(tokens.given).toEqual(['repository:shop/tokens:pull,push', 'repository:shop/tokens:pull,push']);
});

it('says so where a login is missing or wrong, without telling it', async () => {
  const stranger = { ...access, login: async () => null };
  const liar = {
    ...access,
    login: async () => ({ kind: 'basic', user: USER, password: 'wrong-secret' }) as const,
  };
  for (const host of [registry.host, guarded.host]) {
    for (const who of [stranger, liar]) {
      const attempt = new Repository({ registry: host, repository: 'shop/app' }, who).digestOf('one');
      const error: unknown = await attempt.catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        kind: 'refused',
        message: saying(`docker login ${host}`),
      });
      expect(String(error)).not.toContain('wrong-secret');
    }
  }
});

it('says so where a repository or a tag is not there', async () => {
  await expect(resolveReference(`${registry.host}/shop/nothing:1`, access)).rejects.toMatchObject({
    kind: 'not-found',
  });
});

/** An image as a builder makes it, with layers that nobody will unpack. */
async function pushImage(repository: Repository, layers: readonly Buffer[], architecture: string) {
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: layers.map(() => `sha256:${'0'.repeat(64)}`) },
    }),
  );
  const blobs = [config, ...layers].map(blobOfBytes);
  for (const blob of blobs) await repository.pushBlob(blob);
  const [first, ...others] = blobs.map(({ digest, size }) => ({ digest, size }));
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...first },
    layers: others.map((one) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...one })),
  };
  return repository.pushManifest(Buffer.from(JSON.stringify(manifest)), OCI_MANIFEST);
}

import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MemoryRegistry, saying } from '@glidepath/images/testing';
import { World } from '@glidepath/conductor/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { surroundingsOf } from '../testing/surroundings.ts';
import { Cancelled, UserError } from '../user-error.ts';
import { build } from './build.ts';
import { BuildFailed } from './build-failed.ts';
import type { BuildAnswer, BuildOptions } from './types.ts';

let folder: string;
let registry: MemoryRegistry;
let notes: string[];
const stopping = { signal: new AbortController() };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-build-verb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  registry = await MemoryRegistry.start();
  notes = [];
  stopping.signal = new AbortController();
});

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
}

function building(text: string): void {
  write(
    '.github/delivery.yml',
    `service: shop
build: ${text.replaceAll('HOST', registry.host)}
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`,
  );
}

async function run(
  options: Partial<BuildOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<BuildAnswer> {
  const surroundings = surroundingsOf(new World(), folder);
  return build(
    {
      ...surroundings,
      env: { PATH: '/usr/bin:/bin', HOME: folder, ...env },
      listener: { event() {}, sample() {}, note: (text) => notes.push(text) },
      stop: stopping.signal.signal,
    },
    {
      file: '.github/delivery.yml',
      name: null,
      tag: 'v1',
      commit: null,
      builder: 'auto',
      push: true,
      ...options,
    },
  );
}

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

const ARTIFACT = '{ artifact: { repository: "HOST/shop/site", path: site } }';

describe('an artifact', () => {
  it('is packed and pushed, and named as a release', async () => {
    building(ARTIFACT);
    write('site/index.html', 'hello');
    const answer = await run();
    expect(answer).toMatchObject({
      outcome: 'built',
      build: 'shop',
      kind: 'artifact',
      tag: 'v1',
      image: `${registry.host}/shop/site@${answer.digest}`,
      size: { layers: 1, before: null },
      release: {
        version: 1,
        service: 'shop',
        name: 'v1',
        artifactType: 'application/vnd.glidepath.artifact.v1',
        platforms: [],
      },
    });
    expect(registry.manifests.has('shop/site:v1')).toBe(true);
  });

  it('is there already where its content is the same', async () => {
    building(ARTIFACT);
    write('site/index.html', 'hello');
    const first = await run();
    const second = await run({ tag: 'v2' });
    expect(second).toMatchObject({ outcome: 'found', digest: first.digest });
    expect(registry.manifests.has('shop/site:v2')).toBe(true);
    write('site/index.html', 'hello, and more');
    const third = await run({ tag: 'v3' });
    expect(third.size?.before).toMatchObject({ digest: first.digest });
  });

  it('is only packed where nothing is to be pushed', async () => {
    building(ARTIFACT);
    write('site/index.html', 'hello');
    const kept = await run({ push: false });
    expect(kept).toMatchObject({ outcome: 'kept', image: null, release: null });
    expect(registry.lines).toEqual([]);
    expect((await run()).digest).toBe(kept.digest);
  });

  it('that is denied is a failure with its mend', async () => {
    building(ARTIFACT);
    write('site/index.html', 'hello');
    registry.readOnly = true;
    const error = await failure(run());
    expect(error).toBeInstanceOf(BuildFailed);
    expect(error).toMatchObject({ kind: 'refused', message: saying('docker login') });
  });
});

/** Pushes by the registry's API, with Node alone. */
const PUSH = `
import { createHash } from 'node:crypto';
const [registry, ...rest] = process.env.GLIDEPATH_REPOSITORY.split('/');
const base = 'http://' + registry + '/v2/' + rest.join('/');
const config = JSON.stringify({ architecture: 'arm64', os: 'linux' });
const digest = 'sha256:' + createHash('sha256').update(config).digest('hex');
await fetch(base + '/blobs/uploads/1?digest=' + digest, { method: 'PUT', body: config });
const type = 'application/vnd.oci.image.manifest.v1+json';
const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, annotations: { date: process.env.SOURCE_DATE_EPOCH ?? '' },
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length }, layers: [] });
await fetch(base + '/manifests/' + process.env.GLIDEPATH_TAG, { method: 'PUT', body: manifest, headers: { 'content-type': type } });
console.log('pushed', process.env.GLIDEPATH_IMAGE);
`;
const COMMAND = (...args: readonly string[]): string =>
  `{ app: { command: { repository: "HOST/shop/app", run: ${JSON.stringify(args)} } } }`;

const { privateKey: PRIVATE } = generateKeyPairSync('ed25519');
const KEY = { SIGNING_KEY: PRIVATE.export({ type: 'pkcs8', format: 'pem' }).toString() };
const PROVEN = (build: string, proof = '{ key: { env: SIGNING_KEY } }'): string =>
  build.replace(/ }$/, `, proof: ${proof} }`);

describe('a proof', () => {
  it('is signed, and told with its signer and its place', async () => {
    building(PROVEN(ARTIFACT));
    write('site/index.html', 'hello');
    const { proof, digest, message } = await run({}, KEY);
    expect(message).toContain('packed and pushed');
    expect(proof).toEqual({
      proofs: [
        {
          predicateType: 'https://slsa.dev/provenance/v1',
          outcome: 'made',
          signer: saying('key sha256:'),
          places: ['registry'],
          missing: null,
        },
      ],
      left: null,
    });
    expect(notes).toContainEqual(saying('signed, by key sha256:'));
    // The registry keeps it beside the artifact, and it says who has signed nothing of the key.
    expect(registry.manifests.has(`shop/site:${digest?.replace(':', '-')}`)).toBe(true);
    const blobs = [...registry.blobs.values()].map((blob) => blob.toString('latin1')).join('\n');
    expect(blobs).not.toContain(KEY.SIGNING_KEY.split('\n')[1]);
  });

  it('stands where it was signed before', async () => {
    building(PROVEN(ARTIFACT));
    write('site/index.html', 'hello');
    await run({}, KEY);
    const again = await run({ tag: 'v2' }, KEY);
    expect(again.proof?.proofs.map(({ outcome }) => outcome)).toEqual(['found']);
  });

  it('has what it is made of, as the build has written it', async () => {
    building(PROVEN(ARTIFACT, '{ sbom: ./bom.json, key: { env: SIGNING_KEY } }'));
    write('site/index.html', 'hello');
    write('bom.json', '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}');
    const { proof } = await run({}, KEY);
    expect(proof?.proofs.map(({ predicateType }) => predicateType)).toEqual([
      'https://slsa.dev/provenance/v1',
      'https://cyclonedx.org/bom',
    ]);
  });

  it('is not made of what is not pushed', async () => {
    building(PROVEN(ARTIFACT, 'true'));
    write('site/index.html', 'hello');
    expect(await run({ push: false })).toMatchObject({ outcome: 'kept', proof: null });
  });

  it.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    [
      'the key is not set',
      '{ key: { env: SIGNING_KEY } }',
      {},
      /SIGNING_KEY, which holds the key that signs, is not set/,
    ],
    ['nobody vouches at a terminal', 'true', {}, /build it in a workflow, sign with a key/],
    [
      'the job may not say who it is',
      'true',
      { GITHUB_ACTIONS: 'true' },
      /permissions:\n.*\n.*\n +id-token: write/,
    ],
  ])('is refused before anything is pushed where %s', async (_, proof, env, says) => {
    building(PROVEN(ARTIFACT, proof));
    write('site/index.html', 'hello');
    const error = await failure(run({}, env));
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(says);
    expect(registry.lines).toEqual([]);
  });

  it('that fails after the push says that it is pushed', async () => {
    building(PROVEN(ARTIFACT, '{ sbom: ./bom.json, key: { env: SIGNING_KEY } }'));
    write('site/index.html', 'hello');
    write('bom.json', '{}');
    expect(await failure(run({}, KEY))).toMatchObject({
      name: 'BuildFailed',
      kind: 'proof',
      message: saying('the build shop is pushed, and its proof is not'),
    });
  });
});

describe('a command', () => {
  it('pushes by itself, and is believed when the registry says so', async () => {
    building(COMMAND(process.execPath, 'push.mjs'));
    write('push.mjs', PUSH);
    const answer = await run({}, { SOURCE_DATE_EPOCH: '1700000000' });
    expect(answer).toMatchObject({
      outcome: 'built',
      kind: 'command',
      image: `${registry.host}/shop/app@${answer.digest}`,
      release: { artifactType: null, platforms: ['linux/arm64'] },
    });
    expect(notes).toContain(`pushed ${registry.host}/shop/app:v1`);
    expect(registry.manifests.get('shop/app:v1')?.bytes.toString()).toContain('"date":"1700000000"');
    // The very same again could be a push that never came.
    expect(await failure(run({}, { SOURCE_DATE_EPOCH: '1700000000' }))).toMatchObject({
      kind: 'mismatch',
      message: saying('names what it named before'),
    });
  });

  it.each<[string, readonly string[], object]>([
    ['does not push', ['true'], { name: 'BuildFailed', kind: 'mismatch' }],
    [
      'fails',
      ['sh', '-c', 'echo why >&2; exit 3'],
      { name: 'BuildFailed', kind: 'step', message: saying('\n  why') },
    ],
    ['is not there', ['no-such-program'], { name: 'UserError' }],
    ['can not be started', ['./delivery.yml'], { name: 'UserError' }],
    [
      'writes nonsense for a digest',
      ['sh', '-c', 'echo latest > "$GLIDEPATH_DIGEST_FILE"'],
      { kind: 'mismatch', message: saying('"latest"') },
    ],
    [
      'names what is not there',
      ['sh', '-c', `echo sha256:${'0'.repeat(64)} > "$GLIDEPATH_DIGEST_FILE"`],
      { kind: 'not-found' },
    ],
  ])('that %s is told', async (_name, args, error) => {
    building(COMMAND(...args));
    expect(await failure(run())).toMatchObject(error);
  });

  it('can not be kept from pushing', async () => {
    building(COMMAND('true'));
    expect(await failure(run({ push: false }))).toBeInstanceOf(UserError);
  });

  it('is stopped with the run', async () => {
    building(COMMAND('sh', '-c', 'echo begun; exec sleep 600'));
    const running = failure(run());
    await expect.poll(() => notes).toContain('begun');
    stopping.signal.abort();
    expect(await running).toBeInstanceOf(Cancelled);
  });
});

describe('an image', () => {
  it('is not built again where its inputs are the same', async () => {
    building(PROVEN('{ image: "HOST/shop/web" }'));
    write('Dockerfile', 'FROM scratch\nCOPY . /\n');
    // Without a builder it can't be built, and with what was built before it need not be.
    expect(await failure(run({}, KEY))).toMatchObject({
      kind: 'no-builder',
      message: saying('set up Docker Buildx'),
    });
    const tag = registry.lines.at(-1)?.split('/').at(-1) ?? '';
    expect(tag).toMatch(/^glidepath-[0-9a-f]{32}$/);
    const pushing = { ...process.env, GLIDEPATH_REPOSITORY: `${registry.host}/shop/web`, GLIDEPATH_TAG: tag };
    write('push.mjs', PUSH);
    await promisify(execFile)(process.execPath, [join(folder, 'push.mjs')], { env: pushing });
    // What pushed it is a part of the context too.
    rmSync(join(folder, 'push.mjs'));
    const found = await run({ tag: 'v2' }, KEY);
    expect(found).toMatchObject({ outcome: 'found', inputs: tag, builder: null, steps: null, tag: 'v2' });
    expect(registry.manifests.get('shop/web:v2')).toEqual(registry.manifests.get(`shop/web:${tag}`));
    expect(notes).toContainEqual(saying('not built again'));
    // Another has built it: this run does not say that it has.
    expect(found.proof).toEqual({ proofs: [], left: saying('there is no signed statement beside it') });
    write('page', 'another');
    expect(await failure(run({}, KEY))).toMatchObject({ kind: 'no-builder' });
  });

  it.each<[string, string, RegExp]>([
    [
      'has no Dockerfile',
      '{ image: { repository: "HOST/a", dockerfile: none } }',
      /the Dockerfile "none" is not there/,
    ],
    [
      'has no context',
      '{ image: { repository: "HOST/a", context: none, dockerfile: Dockerfile } }',
      /the context "none"/,
    ],
    [
      'leads outside',
      '{ image: { repository: "HOST/a", context: out, dockerfile: Dockerfile } }',
      /leads out of the workspace/,
    ],
    [
      'lacks a secret',
      '{ image: { repository: "HOST/a", secrets: { npm: NPM_TOKEN } } }',
      /NPM_TOKEN.*is not set/,
    ],
  ])('that %s is refused before anything is asked', async (_name, text, says) => {
    building(text);
    write('Dockerfile', 'FROM scratch\n');
    symlinkSync('/tmp', join(folder, 'out'));
    const error = await failure(run());
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(says);
    expect(registry.lines).toEqual([]);
  });
});

it.each<[string, string, Partial<BuildOptions>, RegExp]>([
  [
    'a build that is not there',
    ARTIFACT,
    { name: 'web' },
    /there is no build "web" in the delivery file, write one of shop/,
  ],
  ['a tag that no registry takes', ARTIFACT, { tag: 'a b' }, /tag is "a b"/],
  ['a tag of our own', ARTIFACT, { tag: 'glidepath-x' }, /tags with "glidepath-" are our own/],
  ['a commit that is none', ARTIFACT, { commit: 'nope' }, /commit is "nope"/],
  [
    'several without a name',
    '{ a: { artifact: { repository: HOST/a, path: a } }, b: { artifact: { repository: HOST/b, path: b } } }',
    {},
    /2 builds and none was named, write one of a, b/,
  ],
])('refuses %s', async (_name, text, options, says) => {
  building(text);
  const error = await failure(run(options));
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(says);
});

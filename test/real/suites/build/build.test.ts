import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  parseReference,
  registryAccess,
  Repository,
  resolveReference,
} from '../../../../packages/images/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureBuildah, type BuildahPart } from '../../parts/buildah.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { BuildPlace } from './build-place.ts';
import { PASSWORD, Registry, USER } from './registry.ts';
import { TokenServer } from './token-server.ts';

/** The bundles that ship, with a real Buildah and a real registry with a login. */

const SECRET = 'of-the-tests-only-7f3a';
const undo = new AsyncDisposableStack();
let registry: Registry;
let buildah: BuildahPart;
let place: BuildPlace;
let count = 0;
let repository: string;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  buildah = await ensureBuildah(cache);
  registry = await Registry.start(await ensureRegistryServer(cache), null);
  undo.defer(async () => registry.stop());
});
afterAll(async () => undo.disposeAsync());

beforeEach(() => {
  place = new BuildPlace(registry, buildah);
  const used = place;
  undo.defer(() => used.remove());
  repository = place.repository(`shop/app-${count++}`);
});

const access = registryAccess({
  env: { REGISTRY_USER: USER, REGISTRY_PASSWORD: PASSWORD },
  variables: { user: 'REGISTRY_USER', password: 'REGISTRY_PASSWORD' },
  plainHttp: [],
});

const DOCKERFILE = `FROM scratch AS tools
COPY busybox /bin/sh
ARG WORD
RUN --mount=type=secret,id=npm read secret < /run/secrets/npm; test -n "$secret" && echo "$WORD" > /made
FROM scratch
COPY --from=tools /made /made
COPY page /page
`;

function withImage(dockerfile = DOCKERFILE): void {
  place.building(
    `{ image: { repository: "${repository}", args: { WORD: "two words; $(id)" }, secrets: { npm: NPM_TOKEN } } }`,
  );
  place.write('Dockerfile', dockerfile);
  place.write('page', 'one');
}

const env = { NPM_TOKEN: SECRET };

async function contentOf(reference: string): Promise<{ readonly config: string; readonly layers: string }> {
  const { manifest, ...name } = await resolveReference(reference, access);
  if (manifest.kind !== 'image') throw new Error('it is an index');
  const from = new Repository(name, access);
  const layers = await Promise.all(manifest.layers.map(async (layer) => from.blob(layer, 10_000_000)));
  return {
    config: (await from.blob(manifest.config, 1_000_000)).toString(),
    layers: layers.map((layer) => gunzipSync(layer).toString('latin1')).join(''),
  };
}

describe('an image', () => {
  it('is built in stages, named by what the registry has, and its secret is nowhere', async () => {
    withImage();
    const commit = place.commit();
    const built = await place.action({ tag: 'v1' }, env);
    expect(built, built.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built', tag: 'v1' } });
    const { digest } = await resolveReference(`${repository}:v1`, access);
    expect(built.outputs['image']).toBe(`${repository}@${digest}`);
    expect(JSON.parse(built.outputs['release'] ?? '')).toMatchObject({
      version: 1,
      service: 'shop',
      name: 'v1',
      digest,
      commit,
      artifactType: null,
      platforms: ['linux/amd64'],
    });
    const { config, layers } = await contentOf(`${repository}:v1`);
    expect(config).toContain(`"org.opencontainers.image.revision":"${commit}"`);
    expect(config).toContain('"org.opencontainers.image.version":"v1"');
    expect(layers).toContain('two words; $(id)');
    const log = built.stdout.replaceAll(/::add-mask::.*/g, '');
    for (const text of [config, layers, log, built.stderr, built.summary, registry.log])
      expect(text).not.toContain(SECRET);
    expect(log).toContain('STEP 1/');
  });

  it('is not built again where its inputs are the same, and is where one is another', async () => {
    withImage();
    place.commit();
    const first = await place.action({}, env);
    expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    place.write('.github/notes', 'nothing of the context');
    place.commit();
    const second = await place.action({ tag: 'v2' }, { ...env, PATH: '/usr/bin:/bin' });
    expect(second, second.stdout).toMatchObject({ code: 0, outputs: { outcome: 'found', tag: 'v2' } });
    expect(second.outputs['digest']).toBe(first.outputs['digest']);
    expect(second.stdout).toContain('not built again: the same inputs have been built as sha256:');
    expect((await resolveReference(`${repository}:v2`, access)).digest).toBe(first.outputs['digest']);
    place.write('page', 'two, and a little more');
    const third = await place.cli(['--json', '--tag', 'v3'], env);
    expect(third, third.stderr).toMatchObject({ code: 0 });
    const answer: unknown = JSON.parse(third.stdout);
    expect(answer).toMatchObject({ outcome: 'built', size: { before: { digest: first.outputs['digest'] } } });
    expect(answer).not.toMatchObject({ digest: first.outputs['digest'] });
  });

  it('is built anew where the image that it begins with has moved', async () => {
    place.building(
      `{ base: { image: { repository: "${repository}-base", context: base } }, app: { image: "${repository}" } }`,
    );
    place.write('base/Dockerfile', 'FROM scratch\nCOPY word /word\n');
    place.write('base/word', 'one');
    place.write('Dockerfile', `FROM ${repository}-base:live\nCOPY page /page\n`);
    place.write('page', 'x');
    place.commit();
    expect(await place.action({ build: 'base', tag: 'live' })).toMatchObject({ code: 0 });
    const first = await place.action({ build: 'app' });
    expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    expect(await place.action({ build: 'app' })).toMatchObject({ outputs: { outcome: 'found' } });
    place.write('base/word', 'two');
    place.write('.dockerignore', 'base\n.git\n.github\n');
    expect(await place.action({ build: 'base', tag: 'live' })).toMatchObject({ code: 0 });
    const again = await place.action({ build: 'app' });
    expect(again, again.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    expect((await contentOf(`${repository}:${again.outputs['tag']}`)).layers).toContain('two');
  });

  it('shows the step that fails at its line, with what it said last', async () => {
    withImage(DOCKERFILE.replace('test -n', 'echo it is broken >&2; exit 3; test -n'));
    const failed = await place.action({}, env);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /::error title=The build failed,file=Dockerfile,line=4,col=1::.*it is broken/,
    );
    expect(failed.stdout.replaceAll(/::add-mask::.*/g, '')).not.toContain(SECRET);
    const cli = await place.cli([], env);
    expect(cli).toMatchObject({ code: 1, stdout: '' });
    expect(cli.stderr).toContain('Dockerfile:4: the build shop failed');
    expect(cli.stderr).toContain('it is broken');
  });

  it.each<[string, string, number, RegExp]>([
    [
      'a base that is not there',
      'FROM {host}/shop/none:1\nCOPY page /page\n',
      1,
      /check the name and the tag after FROM/,
    ],
    [
      'a Dockerfile that can not be read',
      'FROM scratch\nCOPYY a b\n',
      1,
      /correct the Dockerfile at this line/,
    ],
    ['a file that is not there', 'FROM scratch\nCOPY none /none\n', 1, /Dockerfile:2: the build shop failed/],
  ])('tells what to do: %s', async (_name, dockerfile, code, says) => {
    place.building(`{ image: "${repository}" }`);
    place.write('Dockerfile', dockerfile.replace('{host}', registry.host));
    place.write('page', 'x');
    const failed = await place.cli([]);
    expect(failed.stderr).toMatch(says);
    expect(failed.code).toBe(code);
  });

  it('tells what to do where nobody has logged in, where there is no builder, and where a secret is not set', async () => {
    withImage();
    const stranger = await place.cli([], { ...env, HOME: place.folder });
    expect(stranger).toMatchObject({ code: 1 });
    expect(stranger.stderr).toContain(`docker login ${registry.host}`);
    const alone = await place.cli([], { ...env, PATH: '/usr/bin:/bin' });
    expect(alone).toMatchObject({ code: 1 });
    expect(alone.stderr).toContain('there is no builder');
    expect(alone.stderr).toContain('buildah is not on the PATH');
    const unset = await place.cli([]);
    expect(unset).toMatchObject({ code: 2 });
    expect(unset.stderr).toContain('NPM_TOKEN');
  });

  it('takes the layers of a cache in a registry, where another machine has left them', async () => {
    const cached = `{ image: { repository: "${repository}", args: { WORD: x }, secrets: { npm: NPM_TOKEN }, cache: { registry: "${repository}-cache" } } }`;
    withImage();
    place.building(cached);
    const first = await place.action({}, env);
    expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    const other = new BuildPlace(registry, buildah);
    undo.defer(() => other.remove());
    other.write('Dockerfile', DOCKERFILE);
    other.write('page', 'two');
    other.building(cached);
    const second = await other.action({ tag: 'other' }, env);
    expect(second, second.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    expect(first.stdout).not.toMatch(/cache pulled/i);
    expect(second.stdout).toMatch(/cache pulled/i);
  });

  it.each([
    ['local', '{ local: .cache }'],
    ['gha', '{ gha: shop }'],
  ])('says that Buildah knows no cache of the kind %s', async (kind, cache) => {
    place.building(`{ image: { repository: "${repository}", cache: ${cache} } }`);
    place.write('Dockerfile', 'FROM scratch\nCOPY page /page\n');
    place.write('page', 'x');
    const refused = await place.cli([]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain(`a cache of the kind ${kind}, which buildah does not know`);
    expect(refused.stderr).toContain('Docker Buildx');
  });

  it('is only looked at where nothing is to be pushed', async () => {
    withImage();
    const kept = await place.action({ push: 'false' }, env);
    expect(kept, kept.stdout).toMatchObject({
      code: 0,
      outputs: { outcome: 'kept', image: '', release: '' },
    });
    const { registry: host, repository: path } = parseReference(repository);
    const there = new Repository({ registry: host, repository: path }, access);
    expect(await there.digestOf(kept.outputs['tag'] ?? '')).toBeNull();
  });
});

it('is an index for several platforms, which is not added to by the next build', async () => {
  place.building(`{ image: { repository: "${repository}", platforms: [linux/amd64, linux/arm64] } }`);
  place.write('Dockerfile', 'FROM scratch\nCOPY page /page\n');
  for (const page of ['one', 'two']) {
    place.write('page', page);
    const built = await place.action({ tag: 'v1' });
    expect(built, built.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    const { manifest } = await resolveReference(`${repository}:v1`, access);
    expect(manifest).toMatchObject({ kind: 'index', manifests: [{}, {}] });
    expect(JSON.parse(built.outputs['release'] ?? '')).toMatchObject({
      platforms: ['linux/amd64', 'linux/arm64'],
    });
  }
  expect(await place.action()).toMatchObject({ code: 0, outputs: { outcome: 'found' } });
});

it('tells what to do where the push is denied', async () => {
  await using tokens = {
    server: await TokenServer.start(),
    [Symbol.asyncDispose]: async () => tokens.server.stop(),
  };
  const guarded = await Registry.start(
    await ensureRegistryServer(openCache(process.env, () => undefined)),
    tokens.server,
  );
  await using _ = { [Symbol.asyncDispose]: async () => guarded.stop() };
  tokens.server.pullOnly = true;
  const denied = new BuildPlace(guarded, buildah);
  undo.defer(() => denied.remove());
  denied.write('Dockerfile', 'FROM scratch\nCOPY page /page\n');
  denied.write('page/index.html', 'x');
  denied.building(`{ image: "${guarded.host}/shop/app" }`);
  const image = await denied.cli([]);
  expect(image).toMatchObject({ code: 1 });
  expect(image.stderr).toContain('log in with docker/login-action; at ghcr.io the job needs permissions');
  denied.building(`{ artifact: { repository: "${guarded.host}/shop/app", path: page } }`);
  const artifact = await denied.cli([]);
  expect(artifact).toMatchObject({ code: 1 });
  expect(artifact.stderr).toMatch(/does not accept the login .*docker login/);
});

it('packs a folder twice into one digest, at whatever commit', async () => {
  place.building(`{ site: { artifact: { repository: "${repository}", path: site } } }`);
  place.write('site/index.html', '<p>hello</p>');
  place.commit();
  const first = await place.action({ tag: 'v1' });
  expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
  place.write('other', 'x');
  place.commit();
  const second = await place.action({ tag: 'v2' });
  expect(second, second.stdout).toMatchObject({ code: 0, outputs: { outcome: 'found' } });
  expect(second.outputs['digest']).toBe(first.outputs['digest']);
  expect(JSON.parse(second.outputs['release'] ?? '')).toMatchObject({
    artifactType: 'application/vnd.glidepath.artifact.v1',
    platforms: [],
  });
  const dry = await place.cli(['--no-push', '--json']);
  expect(JSON.parse(dry.stdout)).toMatchObject({ outcome: 'kept', digest: first.outputs['digest'] });
});

function build(script: string): string {
  return `{ app: { command: { repository: "${repository}", run: [sh, "-c", ${JSON.stringify(script)}] } } }`;
}
const PUSH = `buildah build --format=oci --tag="$GLIDEPATH_IMAGE" . && buildah push --tls-verify=false "$GLIDEPATH_IMAGE" "docker://$GLIDEPATH_IMAGE"`;
function login(): Record<string, string> {
  return { REGISTRY_AUTH_FILE: `${place.folder}/home/.docker/config.json` };
}

describe('a command', () => {
  beforeEach(() => {
    place.write('Dockerfile', 'FROM scratch\nCOPY page /page\n');
    place.write('page', 'x');
  });

  it('pushes by itself, and the registry is asked for what', async () => {
    place.building(build(PUSH));
    const built = await place.action({ tag: 'v1' }, login());
    expect(built, built.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    expect(built.outputs['digest']).toBe((await resolveReference(`${repository}:v1`, access)).digest);
    place.building(build('exit 0'));
    const nothing = await place.action({ tag: 'v1' }, login());
    expect(nothing).toMatchObject({ code: 1 });
    expect(nothing.stdout).toContain('names what it named before');
  });

  it.each([
    ['pushes nothing', 'exit 0', 'the registry has no'],
    ['fails', 'echo out of order >&2; exit 4', 'out of order'],
    [
      'says a digest that nobody has',
      `echo sha256:${'a'.repeat(64)} > "$GLIDEPATH_DIGEST_FILE"`,
      `sha256:${'a'.repeat(64)}`,
    ],
  ])('%s: exit code 1', async (_name, script, says) => {
    place.building(build(script));
    const failed = await place.action({}, login());
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stdout).toContain(says);
  });
});

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  buildahArguments,
  parseBuildFailure,
  parseReference,
  pushArguments,
  registryAccess,
  Repository,
  resolveReference,
  type BuildRequest,
} from '../../../../packages/images/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureBuildah, type BuildahPart } from '../../parts/buildah.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { tool } from '../../parts/tool.ts';
import { PASSWORD, Registry, USER } from './registry.ts';

/** Our command lines, run by a real Buildah; what it has pushed, read by us with the login that it had. */

const SECRET = 'of-the-tests-only-7f3a';
const undo = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'glidepath-buildah-'));
undo.defer(() => rmSync(folder, { recursive: true, force: true }));
let registry: Registry;
let buildah: BuildahPart;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  buildah = await ensureBuildah(cache);
  registry = await Registry.start(await ensureRegistryServer(cache), null);
  undo.defer(async () => registry.stop());
  copyFileSync(buildah.busybox, join(folder, 'busybox'));
  writeFileSync(join(folder, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 });
  const auth = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
  writeFileSync(join(folder, 'auth.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
});

afterAll(async () => undo.disposeAsync());

const DOCKERFILE = `FROM scratch AS tools
COPY busybox /bin/sh
ARG WORD
RUN --mount=type=secret,id=npm read secret < /run/secrets/npm; test -n "$secret" && echo "$WORD" > /made
FROM scratch
COPY --from=tools /made /made
`;

function request(repository: string, dockerfile: string): BuildRequest {
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  return {
    context: folder,
    dockerfile: join(folder, 'Dockerfile'),
    target: null,
    args: { WORD: 'two words; $(id)' },
    secrets: [{ id: 'npm', from: { kind: 'env', name: 'NPM_TOKEN' } }],
    platforms: [],
    labels: { 'org.opencontainers.image.revision': 'abc' },
    cacheFrom: [],
    cacheTo: [],
    date: 1_700_000_000,
    ignoreFile: null,
    push: true,
    pull: false,
    tags: [parseReference(`${registry.host}/${repository}:1`)],
  };
}

/** @param storage a name: another one knows nothing of what was built before */
async function run(storage: string, [command = '', ...args]: readonly string[]): Promise<string> {
  const place = [
    '--storage-driver=vfs',
    `--root=${join(folder, storage)}`,
    `--runroot=${join(folder, `${storage}-run`)}`,
  ];
  const policy = `--signature-policy=${join(folder, 'policy.json')}`;
  return tool(buildah.program, [...place, command, policy, ...args], {
    cwd: folder,
    env: { BUILDAH_ISOLATION: 'chroot', REGISTRY_AUTH_FILE: join(folder, 'auth.json') },
  });
}

const secretFiles = { npm: join(folder, 'secret') };
const access = registryAccess({
  env: { REGISTRY_AUTH_FILE: join(folder, 'auth.json'), HOME: folder },
  variables: null,
  plainHttp: [],
});

async function buildAndPush(storage: string, build: BuildRequest): Promise<string> {
  const log = await run(storage, buildahArguments('buildah', build, secretFiles));
  const [tag] = build.tags;
  if (tag === undefined) throw new Error('no tag');
  const file = join(folder, 'digest');
  const [command = '', ...args] = pushArguments(build, tag, file);
  await run(storage, [command, ...args]);
  expect(log).not.toContain(SECRET);
  return readFileSync(file, 'utf8').trim();
}

it('builds in stages, twice the same, with a secret that is nowhere afterwards', async () => {
  const build = request('shop/built', DOCKERFILE);
  const digest = await buildAndPush('one', build);
  expect(await buildAndPush('other', build)).toBe(digest);
  const found = await resolveReference(`${registry.host}/shop/built:1`, access);
  expect(found.digest).toBe(digest);
  if (found.manifest.kind !== 'image') throw new Error('it is an index');
  const repository = new Repository(found, access);
  const config = (await repository.blob(found.manifest.config, 1_000_000)).toString();
  expect(config).toContain('"org.opencontainers.image.revision":"abc"');
  const layers = await Promise.all(
    found.manifest.layers.map(async (layer) => repository.blob(layer, 10_000_000)),
  );
  const contents = layers.map((layer) => gunzipSync(layer).toString('latin1')).join('');
  expect(contents).toContain('two words; $(id)');
  for (const text of [config, contents, registry.log]) expect(text).not.toContain(SECRET);
});

it('tells the step that failed, and its line', async () => {
  const bad = DOCKERFILE.replace('test -n', 'echo it is broken >&2; exit 3; test -n');
  const error: unknown = await run(
    'one',
    buildahArguments('buildah', request('shop/bad', bad), secretFiles),
  ).catch((reason: unknown) => reason);
  const output = String(error).replace(/^.*\n/, '').replaceAll(/^ {4}/gm, '');
  const failure = parseBuildFailure(output, bad, []);
  expect(failure).toMatchObject({ kind: 'step', line: 4 });
  expect(output).toContain('it is broken');
});

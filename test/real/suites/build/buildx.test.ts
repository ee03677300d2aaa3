import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryAccess, resolveReference } from '../../../../packages/images/src/index.ts';
import type { ActionEnded } from '../../../harness/bundles.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureBuildah } from '../../parts/buildah.ts';
import { ensureRegistryServer } from '../../parts/registry-server.ts';
import { BuildPlace } from './build-place.ts';
import { PASSWORD, Registry, USER } from './registry.ts';

/** Docker Buildx, where there is one with a daemon: GitHub's runners have it. It can't be fetched like the rest. */

const undo = new AsyncDisposableStack();
const home = mkdtempSync(join(tmpdir(), 'glidepath-buildx-'));
undo.defer(() => rmSync(home, { recursive: true, force: true }));

/** With settings of its own, so that no builder of whoever runs the tests is changed. */
const SETTINGS: Readonly<Record<string, string>> = {
  BUILDX_CONFIG: join(home, 'buildx'),
  PATH: process.env['PATH'] ?? '',
  ...(process.env['DOCKER_HOST'] === undefined ? {} : { DOCKER_HOST: process.env['DOCKER_HOST'] }),
};

function docker(...args: readonly string[]): string {
  const env = { ...SETTINGS, HOME: home };
  return execFileSync('docker', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Null: it is there. */
function whyNot(): string | null {
  try {
    docker('buildx', 'version');
  } catch {
    return 'docker buildx version does not answer here';
  }
  try {
    docker('version', '--format={{.Server.Version}}');
    return null;
  } catch {
    return "docker's daemon does not answer here";
  }
}

const reason = whyNot();
const LEFT_OUT = reason === null ? '' : ` (left out: ${reason})`;
// Nothing is undone where nothing is run.
if (reason !== null) rmSync(home, { recursive: true });
const SECRET = 'of-the-tests-only-7f3a';
const BUILDER = `glidepath-tests-${process.pid}`;
let registry: Registry;
let place: BuildPlace;

const access = registryAccess({
  env: { REGISTRY_USER: USER, REGISTRY_PASSWORD: PASSWORD },
  variables: { user: 'REGISTRY_USER', password: 'REGISTRY_PASSWORD' },
  plainHttp: [],
});

const DOCKERFILE = `FROM scratch AS tools
COPY busybox /bin/sh
RUN --mount=type=secret,id=npm read secret < /run/secrets/npm; test -n "$secret" && echo made > /made
FROM scratch
COPY --from=tools /made /made
COPY page /page
`;

async function build(inputs: Readonly<Record<string, string>>): Promise<ActionEnded> {
  const env = { ...SETTINGS, BUILDX_BUILDER: BUILDER, NPM_TOKEN: SECRET };
  return place.action({ builder: 'buildx', ...inputs }, env);
}

describe.skipIf(reason !== null)(`Docker Buildx${LEFT_OUT}`, { timeout: 300_000 }, () => {
  beforeAll(async () => {
    const cache = openCache(process.env, () => undefined);
    registry = await Registry.start(await ensureRegistryServer(cache), null);
    undo.defer(async () => registry.stop());
    place = new BuildPlace(registry, await ensureBuildah(cache));
    undo.defer(() => place.remove());
    // In the host's network it reaches the registry, which is on loopback.
    docker('buildx', 'create', `--name=${BUILDER}`, '--driver=docker-container', '--driver-opt=network=host');
    undo.defer(() => {
      docker('buildx', 'rm', BUILDER);
    });
  }, 300_000);
  afterAll(async () => undo.disposeAsync());

  it('takes our command line, with a cache in a folder, and its metadata name what the registry has', async () => {
    const repository = place.repository('shop/buildx');
    place.building(
      `{ image: { repository: "${repository}", secrets: { npm: NPM_TOKEN }, cache: { local: .cache } } }`,
    );
    place.write('.dockerignore', '.git\n.github\n.cache\n');
    place.write('Dockerfile', DOCKERFILE);
    place.write('page', 'one');
    place.commit();
    const first = await build({ tag: 'v1' });
    expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    const { digest, manifest } = await resolveReference(`${repository}:v1`, access);
    expect(first.outputs['digest']).toBe(digest);
    // With provenance and SBOM beside it.
    expect(manifest.kind).toBe('index');
    expect(existsSync(join(place.workspace, '.cache/index.json'))).toBe(true);
    expect(first.stdout.replaceAll(/::add-mask::.*/g, '')).not.toContain(SECRET);
    place.write('page', 'two');
    const second = await build({ tag: 'v2' });
    expect(second, second.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built' } });
    expect(second.stdout).toContain('CACHED');
    expect(await build({ tag: 'v3' })).toMatchObject({
      outputs: { outcome: 'found', digest: second.outputs['digest'] },
    });
  });

  it('tells the line of the step that fails', async () => {
    place.building(
      `{ image: { repository: "${place.repository('shop/bad')}", secrets: { npm: NPM_TOKEN } } }`,
    );
    place.write('Dockerfile', DOCKERFILE.replace('test -n', 'echo it is broken >&2; exit 3; test -n'));
    const failed = await build({});
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/::error title=The build failed,file=Dockerfile,line=3,.*it is broken/);
  });
});

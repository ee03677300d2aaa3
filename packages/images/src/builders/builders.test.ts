import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuildRequest } from '../build/request.ts';
import { parseReference } from '../reference.ts';
import { saying } from '../testing/saying.ts';
import { buildImage, type BuildPlace } from './build-image.ts';
import { findBuilder } from './find.ts';
import { loginFolder } from './login-folder.ts';
import { onPath, runProgram, type Workplace } from './program.ts';
import { StepTally } from './tally.ts';

/** Small programs stand where a builder would: what they are started with, and how they are heard, is what is tested. */

const root = mkdtempSync(join(tmpdir(), 'glidepath-builders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let bin: string;
let count = 0;
const DIGEST = `sha256:${'d'.repeat(64)}`;

beforeEach(() => {
  folder = join(root, String(count++));
  bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
});

/** Writes its arguments down, one a line, then does as the script says. */
function program(name: string, script: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >> "${folder}/args"\n${script}\n`);
  chmodSync(path, 0o755);
}

const asked = (): readonly string[] => readFileSync(join(folder, 'args'), 'utf8').trim().split('\n');

function workplace(more: Partial<Workplace> = {}): Workplace {
  return {
    folder,
    env: { PATH: `relative:${bin}:/usr/bin:/bin` },
    stop: new AbortController().signal,
    ...more,
  };
}

const DOCKER = (driver: string, daemon: number): string =>
  `case "$1" in buildx) echo 'Name: x'; echo 'Driver: ${driver}';; version) exit ${daemon};; esac`;

describe('the builder', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['Buildx', { docker: DOCKER('docker-container', 0), buildah: '' }, { kind: 'buildx', attests: true }],
    ["the daemon's own", { docker: DOCKER('docker', 0) }, { kind: 'buildx', attests: false }],
    ['far away', { docker: DOCKER('kubernetes', 1) }, { kind: 'buildx', attests: true }],
    ['Buildah where no daemon answers', { docker: DOCKER('docker', 1), buildah: '' }, { kind: 'buildah' }],
    ['Buildah where there is no Buildx', { docker: 'exit 1', podman: '', buildah: '' }, { kind: 'buildah' }],
    ['Podman', { podman: '' }, { kind: 'podman' }],
  ])('is %s', async (_name, programs, found) => {
    for (const [name, script] of Object.entries(programs)) program(name, script);
    expect(await findBuilder('auto', workplace({ env: { PATH: `${bin}:/bin` } }))).toMatchObject(found);
  });

  it('is none, and it is told what was tried', async () => {
    program('docker', DOCKER('docker', 1));
    const env = { PATH: bin };
    await expect(findBuilder('auto', workplace({ env }))).rejects.toMatchObject({
      failure: { kind: 'no-builder' },
      message: saying(
        "docker's daemon does not answer, buildah is not on the PATH, podman is not on the PATH; set up",
      ),
    });
    await expect(findBuilder('podman', workplace({ env }))).rejects.toThrow(
      'there is no builder: podman is not on the PATH;',
    );
  });

  it('is no folder, and nothing that can not be run', async () => {
    mkdirSync(join(bin, 'buildah'));
    writeFileSync(join(bin, 'podman'), '');
    expect(await onPath('buildah', { PATH: bin })).toBeNull();
    expect(await onPath('podman', { PATH: bin })).toBeNull();
    expect(await onPath('podman', {})).toBeNull();
  });
});

describe('a program', () => {
  it('is heard line by line, from both of its outputs', async () => {
    program('talk', 'echo one; echo two >&2; printf three; exit 3');
    const heard: string[] = [];
    const ran = await runProgram(join(bin, 'talk'), ['a b; exit 9'], workplace(), (line) => heard.push(line));
    expect(ran.code).toBe(3);
    expect(heard.toSorted()).toEqual(['one', 'three', 'two']);
    expect(asked()).toEqual(['a b; exit 9']);
  });

  it('ends when it is told to', async () => {
    program('wait', 'echo waiting; exec sleep 600');
    const stopping = new AbortController();
    const running = runProgram(join(bin, 'wait'), [], workplace({ stop: stopping.signal }), () =>
      stopping.abort(),
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('that can not be started is told', async () => {
    await expect(runProgram(join(bin, 'none'), [], workplace())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function request(more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    context: folder,
    dockerfile: join(folder, 'Dockerfile'),
    target: null,
    args: {},
    secrets: [{ id: 'npm', from: { kind: 'env', name: 'NPM_TOKEN' } }],
    platforms: [],
    labels: {},
    cacheFrom: [],
    cacheTo: [],
    date: null,
    ignoreFile: null,
    push: true,
    pull: false,
    tags: [parseReference('127.0.0.1:5000/shop:1')],
    ...more,
  };
}

describe('an image', () => {
  const lines: string[] = [];
  const place = (): BuildPlace => ({
    ...workplace({ env: { PATH: `${bin}:/usr/bin:/bin`, NPM_TOKEN: 's3cret' } }),
    dockerfile: 'FROM scratch\nRUN npm ci\n',
    bases: ['127.0.0.1:5000/base:1'],
    line: (text) => lines.push(text),
  });
  const SECRET_FILE = `for one in "$@"; do case "$one" in --secret=*) cp "\${one##*src=}" "$PWD/seen"; stat -c %a "\${one##*src=}" > "$PWD/mode";; --digestfile=*) echo ${DIGEST} > "\${one#*=}";; esac; done`;

  it('is built and pushed by Buildah, the secret in a file that is gone afterwards', async () => {
    program(
      'buildah',
      `${SECRET_FILE}\necho 'STEP 1/2: FROM scratch'; echo '--> Using cache 1'; echo 'got s3cret'`,
    );
    const builder = { kind: 'buildah', program: join(bin, 'buildah') } as const;
    const built = await buildImage(builder, request(), place());
    expect(built).toEqual({ digest: DIGEST, steps: 1, cached: 1 });
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('s3cret');
    expect(readFileSync(join(folder, 'mode'), 'utf8').trim()).toBe('600');
    expect(lines).toContain('got ***');
    const said = asked();
    expect(said.join(' ')).not.toContain('s3cret');
    expect(said).toContain('--tls-verify=false');
    const file = said.find((one) => one.startsWith('--secret='))?.replace(/.*src=/, '') ?? '';
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  it.each([
    ['on this machine', [], '127.0.0.1:5000', true],
    ['elsewhere', [], 'ghcr.io', false],
    ['on this machine, and a base elsewhere', ['docker.io/library/node:24'], '127.0.0.1:5000', false],
    ['on this machine, and bases that nobody can read', null, '127.0.0.1:5000', false],
  ])('is asked for without TLS only where all is local: a cache %s', async (_name, bases, host, plain) => {
    program('buildah', '');
    const builder = { kind: 'buildah', program: join(bin, 'buildah') } as const;
    const cache = { kind: 'registry', reference: parseReference(`${host}/shop/cache:1`) } as const;
    await buildImage(builder, request({ push: false, cacheFrom: [cache] }), { ...place(), bases });
    expect(asked().includes('--tls-verify=false')).toBe(plain);
  });

  it('is built and not pushed', async () => {
    program('buildah', '');
    const builder = { kind: 'buildah', program: join(bin, 'buildah') } as const;
    expect(await buildImage(builder, request({ push: false }), place())).toEqual({
      digest: null,
      steps: 0,
      cached: 0,
    });
    expect(asked()).not.toContain('push');
  });

  it('is built by Buildx, which writes the digest down', async () => {
    program(
      'docker',
      `for one in "$@"; do case "$one" in --metadata-file=*) echo '{"containerimage.digest":"${DIGEST}"}' > "\${one#*=}";; esac; done
echo '#1 [internal] load build definition'; echo '#5 [build 1/2] FROM scratch'; echo '#5 CACHED'; echo '#6 [build 2/2] RUN x'`,
    );
    const builder = { kind: 'buildx', program: join(bin, 'docker'), attests: true } as const;
    const { secrets: _, ...plain } = request();
    expect(await buildImage(builder, { ...plain, secrets: [] }, place())).toEqual({
      digest: DIGEST,
      steps: 2,
      cached: 1,
    });
    expect(asked()).toContain('--provenance=mode=max');
  });

  it('that fails is told with its step', async () => {
    program(
      'podman',
      `echo 's3cret' >&2; echo 'Error: building at STEP "RUN npm ci": exit status 1' >&2; exit 125`,
    );
    const failing = buildImage({ kind: 'podman', program: join(bin, 'podman') }, request(), place());
    await expect(failing).rejects.toMatchObject({ failure: { kind: 'step', line: 2, said: ['***'] } });
  });

  it('whose builder tells no digest is refused', async () => {
    program(
      'podman',
      `for one in "$@"; do case "$one" in --digestfile=*) echo none > "\${one#*=}";; esac; done`,
    );
    const failing = buildImage({ kind: 'podman', program: join(bin, 'podman') }, request(), place());
    await expect(failing).rejects.toMatchObject({ kind: 'broken', message: saying('"none" for the digest') });
  });
});

it('counts no step twice, and none that is not of the Dockerfile', () => {
  const tally = new StepTally();
  const lines = [
    '#2 [internal] x',
    '#2 CACHED',
    '#4 [linux/amd64 a 1/2] FROM x',
    '#4 [linux/amd64 a 1/2] FROM x',
    '#4 CACHED',
  ];
  for (const line of lines) tally.hear(line);
  expect(tally.count).toEqual({ steps: 1, cached: 1 });
});

it('lends a login to a builder beside those that are there', async () => {
  const docker = join(folder, 'docker');
  mkdirSync(join(docker, 'buildx'), { recursive: true });
  writeFileSync(join(docker, 'buildx/current'), 'mine');
  writeFileSync(
    join(docker, 'config.json'),
    '{"auths":{"docker.io":{"auth":"eDp5"}},"currentContext":"far"}',
  );
  const lent = join(folder, 'lent');
  mkdirSync(lent);
  const login = { kind: 'basic', user: 'dana', password: 'p' } as const;
  const env = await loginFolder(lent, 'ghcr.io', login, { DOCKER_CONFIG: docker, HOME: folder });
  const own = env['DOCKER_CONFIG'] ?? '';
  const auths = { 'docker.io': { auth: 'eDp5' }, 'ghcr.io': { auth: 'ZGFuYTpw' } };
  expect(JSON.parse(readFileSync(join(own, 'config.json'), 'utf8'))).toEqual({
    auths,
    currentContext: 'far',
  });
  expect(readFileSync(join(own, 'buildx/current'), 'utf8')).toBe('mine');
  expect(JSON.parse(readFileSync(env['REGISTRY_AUTH_FILE'] ?? '', 'utf8'))).toMatchObject({ auths });
  expect(statSync(env['REGISTRY_AUTH_FILE'] ?? '').mode & 0o777).toBe(0o600);
  expect(readFileSync(join(docker, 'config.json'), 'utf8')).not.toContain('ghcr.io');
});

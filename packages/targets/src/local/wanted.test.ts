import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TargetError } from '@glidepath/conductor';
import { digest, millis, type LocalTargetSpec } from '@glidepath/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageArtifact } from './artifact.ts';
import { releaseFolder, type Layout } from './layout.ts';
import { layoutOf } from './paths.ts';
import { contentFolder, readStaged } from './release.ts';
import { stageWanted, type FetchArtifact } from './wanted.ts';

const spec: LocalTargetSpec = {
  kind: 'local',
  artifact: 'dist',
  command: ['node', 'server.js'],
  instances: 1,
  host: '127.0.0.1',
  port: 8080,
  metricsPort: null,
  env: {},
  envFile: null,
  health: { path: '/', interval: millis(1000), timeout: millis(1000), deadline: millis(1000) },
  stop: { drain: millis(1000), grace: millis(1000) },
};

let root: string;
let workspace: string;
let staging: Layout;
let production: Layout;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glidepath-wanted-'));
  workspace = join(root, 'workspace');
  staging = layoutOf(join(root, 'state'), 'shop', 'staging');
  production = layoutOf(join(root, 'state'), 'shop', 'production');
  await mkdir(join(workspace, 'dist'), { recursive: true });
  await write('v1');
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function write(text: string): Promise<void> {
  await writeFile(join(workspace, 'dist', 'server.js'), text);
}

test('takes the release from the other environment, whatever the workspace holds by now', async () => {
  const v1 = await stageArtifact(spec, workspace, staging);
  await write('v2');
  expect(await stageWanted(v1, spec, workspace, production)).toBe(v1);
  const content = contentFolder(releaseFolder(production, v1));
  expect(await readFile(join(content, 'server.js'), 'utf8')).toBe('v1');
});

test('does not take the other environment’s secrets with it', async () => {
  await writeFile(join(workspace, 'staging.env'), 'PASSWORD=staging\n');
  await writeFile(join(workspace, 'production.env'), 'PASSWORD=production\n');
  const v1 = await stageArtifact({ ...spec, envFile: 'staging.env' }, workspace, staging);
  await stageWanted(v1, { ...spec, envFile: 'production.env' }, workspace, production);
  const staged = await readStaged(releaseFolder(production, v1));
  expect(staged?.secrets).toEqual({ PASSWORD: 'production' });
});

test('is content with what is staged here already', async () => {
  const v1 = await stageArtifact(spec, workspace, production);
  await rm(join(workspace, 'dist'), { recursive: true });
  expect(await stageWanted(v1, spec, workspace, production)).toBe(v1);
});

test('takes the artifact in the workspace where it is that very release', async () => {
  const v1 = await stageArtifact(spec, workspace, staging);
  await rm(staging.folder, { recursive: true });
  expect(await stageWanted(v1, spec, workspace, production)).toBe(v1);
});

test('refuses a release that would be another one here', async () => {
  const v1 = await stageArtifact(spec, workspace, staging);
  const elsewhere = { ...spec, env: { MODE: 'production' } };
  await expect(stageWanted(v1, elsewhere, workspace, production)).rejects.toThrow(
    /`command` or `env`.*env-file/,
  );
});

test('refuses what nobody has, and says what the workspace holds instead', async () => {
  const nobodys = digest(`sha256:${'0'.repeat(64)}`);
  await expect(stageWanted(nobodys, spec, workspace, production)).rejects.toThrow(
    /not on this host, and the artifact dist is sha256:/,
  );
  await rm(join(workspace, 'dist'), { recursive: true });
  await expect(stageWanted(nobodys, spec, workspace, production)).rejects.toThrow(/not on this host\. Build/);
});

const PUSHED = digest(`sha256:${'f'.repeat(64)}`);
const fetching =
  (text: string): FetchArtifact =>
  async (_, folder) => {
    await mkdir(folder);
    await writeFile(join(folder, 'server.js'), text);
    return true;
  };

const half: FetchArtifact = async (_, folder) => {
  await mkdir(folder);
  await writeFile(join(folder, 'server.js'), 'ha');
  throw new TargetError('the registry hung up');
};
const nobody: FetchArtifact = async () => false;

async function contentOf(layout: Layout): Promise<string> {
  return readFile(join(contentFolder(releaseFolder(layout, PUSHED)), 'server.js'), 'utf8');
}

test('fetches what this host does not have, by its own digest', async () => {
  expect(await stageWanted(PUSHED, spec, workspace, production, fetching('pushed'))).toBe(PUSHED);
  expect(await contentOf(production)).toBe('pushed');
  expect(await readStaged(releaseFolder(production, PUSHED))).toMatchObject({
    digest: PUSHED,
    fetched: true,
  });
});

test('runs what was fetched as the delivery file says now, and fetches it once', async () => {
  await stageWanted(PUSHED, spec, workspace, production, fetching('pushed'));
  const changed = { ...spec, command: ['node', '--enable-source-maps', 'server.js'] };
  await stageWanted(PUSHED, changed, workspace, production, fetching('another'));
  expect(await contentOf(production)).toBe('pushed');
  const staged = await readStaged(releaseFolder(production, PUSHED));
  expect(staged?.command).toEqual(changed.command);
});

test('takes what another environment has fetched, to be run with its own command', async () => {
  await stageWanted(PUSHED, spec, workspace, staging, fetching('pushed'));
  const own = { ...spec, env: { LEVEL: 'info' } };
  expect(await stageWanted(PUSHED, own, workspace, production)).toBe(PUSHED);
  expect(await contentOf(production)).toBe('pushed');
  expect((await readStaged(releaseFolder(production, PUSHED)))?.env).toEqual({ LEVEL: 'info' });
});

test('what breaks off half way is not there', async () => {
  await expect(stageWanted(PUSHED, spec, workspace, production, half)).rejects.toThrow(
    /not on this host \(the registry hung up\)/,
  );
  expect(await readStaged(releaseFolder(production, PUSHED))).toBeNull();
  const left = await readdir(production.releases);
  expect(left.some((name) => name.startsWith('.staging-') || name.startsWith('f'))).toBe(false);
});

test('what no registry has may be the artifact of the workspace', async () => {
  const v1 = await stageArtifact(spec, workspace, staging);
  await rm(staging.folder, { recursive: true });
  expect(await stageWanted(v1, spec, workspace, production, nobody)).toBe(v1);
  await expect(stageWanted(PUSHED, spec, workspace, production, nobody)).rejects.toThrow(
    /is not on this host, nor in the repository of a build, and the artifact dist is sha256:/,
  );
});

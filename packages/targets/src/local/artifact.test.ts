import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { millis, type Digest, type LocalTargetSpec } from '@glidepath/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageArtifact } from './artifact.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './paths.ts';
import { readStaged } from './release.ts';

const spec: LocalTargetSpec = {
  kind: 'local',
  artifact: 'dist',
  command: ['node', 'server.js'],
  instances: 1,
  host: '127.0.0.1',
  port: 8080,
  metricsPort: null,
  env: { B: '2', A: '1' },
  envFile: null,
  health: { path: '/', interval: millis(1000), timeout: millis(1000), deadline: millis(1000) },
  stop: { drain: millis(1000), grace: millis(1000) },
};

let root: string;
let workspace: string;
let layout: Layout;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'glidepath-artifact-'));
  workspace = join(root, 'workspace');
  layout = layoutOf(join(root, 'state'), 'shop', 'production');
  await mkdir(join(workspace, 'dist', 'lib', 'empty'), { recursive: true });
  await writeFile(join(workspace, 'dist', 'server.js'), 'serve();\n');
  await writeFile(join(workspace, 'dist', 'lib', 'data.bin'), Buffer.from([0, 1, 2, 255]));
  await symlink('lib/data.bin', join(workspace, 'dist', 'current'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function stage(changes: Partial<LocalTargetSpec> = {}, where = workspace): Promise<Digest> {
  return stageArtifact({ ...spec, ...changes }, where, layout);
}

test('the digest stays the same over times, copies, other mode bits and the order of env', async () => {
  const first = await stage();
  await utimes(join(workspace, 'dist', 'server.js'), 1, 1);
  await chmod(join(workspace, 'dist', 'server.js'), 0o600);
  expect(await stage()).toBe(first);
  const copy = join(root, 'elsewhere');
  await cp(workspace, copy, { recursive: true, verbatimSymlinks: true });
  expect(await stage({ env: { A: '1', B: '2' } }, copy)).toBe(first);
  expect(await readdir(layout.releases)).toEqual([first.slice(7)]);
});

test('the digest changes with content, names, the executable bit, links, empty folders, command and env', async () => {
  const seen = new Set([await stage()]);
  const another = async (changes: Partial<LocalTargetSpec> = {}): Promise<void> => {
    const digest = await stage(changes);
    expect(seen).not.toContain(digest);
    seen.add(digest);
  };
  await another({ command: ['node', 'server.js', '--verbose'] });
  await another({ command: ['node server.js'] });
  await another({ env: { A: '1' } });
  await chmod(join(workspace, 'dist', 'server.js'), 0o755);
  await another();
  await writeFile(join(workspace, 'dist', 'server.js'), 'serve( );\n');
  await another();
  await rm(join(workspace, 'dist', 'lib', 'empty'), { recursive: true });
  await another();
  await rm(join(workspace, 'dist', 'current'));
  await another();
  await symlink('server.js', join(workspace, 'dist', 'current'));
  await another();
  await another({ artifact: 'dist/server.js' });
});

test('what is staged is what was there, and is not what comes later', async () => {
  const digest = await stage();
  await writeFile(join(workspace, 'dist', 'server.js'), 'changed\n');
  const content = join(layout.releases, digest.slice(7), 'content');
  expect(await readFile(join(content, 'server.js'), 'utf8')).toBe('serve();\n');
  expect(await readFile(join(content, 'current'))).toEqual(Buffer.from([0, 1, 2, 255]));
  expect((await stat(join(content, 'lib', 'empty'))).isDirectory()).toBe(true);
});

test('the env file is read, kept for the owner, and is no part of the digest', async () => {
  const plain = await stage();
  await writeFile(join(workspace, 'prod.env'), '# for production\nTOKEN="abc def"\nEMPTY=\nexport OTHER=1\n');
  expect(await stage({ envFile: 'prod.env' })).toBe(plain);
  const place = join(layout.releases, plain.slice(7));
  expect((await readStaged(place))?.secrets).toEqual({ TOKEN: 'abc def', EMPTY: '', OTHER: '1' });
  expect((await stat(join(place, 'release.json'))).mode & 0o777).toBe(0o600);
  // Staged again: the newer values hold.
  await writeFile(join(workspace, 'prod.env'), 'TOKEN=rotated\n');
  await stage({ envFile: 'prod.env' });
  expect((await readStaged(place))?.secrets).toEqual({ TOKEN: 'rotated' });
});

test('a single file is an artifact too', async () => {
  const digest = await stage({ artifact: 'dist/server.js' });
  expect(await readdir(join(layout.releases, digest.slice(7), 'content'))).toEqual(['server.js']);
});

test('two that stage the same at once both succeed', async () => {
  const [a, b] = await Promise.all([stage(), stage()]);
  expect(a).toBe(b);
  expect(await readdir(layout.releases)).toEqual([a.slice(7)]);
});

test.each([
  ['a path upwards', '../outside', 'lies outside the workspace'],
  ['an absolute path', '/etc/hostname', 'lies outside the workspace'],
  ['a link that leads out', 'way-out', 'lies outside the workspace'],
  ['nothing', 'missing', 'is not there. Build it before the delivery starts.'],
])('%s is refused', async (_what, artifact, message) => {
  await mkdir(join(root, 'outside'));
  await symlink('../outside', join(workspace, 'way-out'));
  await expect(stage({ artifact })).rejects.toThrow(message);
  await expect(stage({ envFile: artifact })).rejects.toThrow(message);
});

test.each([
  ['out of the artifact', '../secret'],
  ['to an absolute path', '/etc/passwd'],
  ['out by way of another link', 'lib/root/../secret'],
  ['to nothing', 'lib/nothing'],
  ['to itself', 'trap'],
])('a link %s is refused', async (_what, link) => {
  await writeFile(join(workspace, 'secret'), 'x');
  await symlink('..', join(workspace, 'dist', 'lib', 'root'));
  await symlink(link, join(workspace, 'dist', 'trap'));
  await expect(stage()).rejects.toThrow(`symbolic link trap points to ${link}, which is not in the artifact`);
  expect((await readdir(layout.releases)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('an artifact that holds the state folder is refused', async () => {
  layout = layoutOf(join(workspace, 'dist', 'state'), 'shop', 'production');
  await expect(stage()).rejects.toThrow('Set GLIDEPATH_STATE_DIR to a folder outside of it.');
});

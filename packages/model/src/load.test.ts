import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatDiagnostic } from './diagnostic.ts';
import { loadDelivery } from './load.ts';
import { production } from './testing/files.ts';

let parent = '';
let workspace = '';

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'glidepath-load-'));
  workspace = join(parent, 'workspace');
  await mkdir(join(workspace, '.github'), { recursive: true });
  await writeFile(join(workspace, '.github', 'delivery.yml'), production({}));
  await writeFile(join(workspace, 'bad.yml'), 'a:\n\tb: 1\n');
  await writeFile(join(workspace, 'huge.yml'), '');
  // Sparse: it has the size without the bytes.
  await truncate(join(workspace, 'huge.yml'), 50 * 1024 * 1024);
  await writeFile(join(workspace, 'edge.yml'), production({}).padEnd(1024 * 1024, '#'));
  await writeFile(join(parent, 'outside.yml'), production({}));
  await symlink(join('.github', 'delivery.yml'), join(workspace, 'inside.yml'));
  await symlink(join('..', 'outside.yml'), join(workspace, 'escape.yml'));
  await symlink('..', join(workspace, 'up'));
  await symlink('round.yml', join(workspace, 'round.yml'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

async function told(path: string): Promise<readonly string[]> {
  const result = await loadDelivery(path, workspace);
  return result.ok ? [result.delivery.service] : result.diagnostics.map(formatDiagnostic);
}

test.each(['.github/delivery.yml', './.github/../.github/delivery.yml', 'inside.yml', 'edge.yml'])(
  'reads %s',
  async (path) => {
    expect(await told(path)).toEqual(['checkout']);
  },
);

test('reads an absolute path inside of the workspace, and a workspace behind a symlink', async () => {
  expect(await told(join(workspace, 'inside.yml'))).toEqual(['checkout']);
  await symlink(workspace, join(parent, 'alias'));
  const result = await loadDelivery('inside.yml', join(parent, 'alias'));
  expect(result.ok).toBe(true);
});

test('tells what is wrong in the file by the name it was asked for', async () => {
  expect(await told('bad.yml')).toEqual(['bad.yml:2:1: a tab as indentation, indent with spaces']);
});

test('says how to make a file that is missing', async () => {
  expect(await told('.github/delivery.yaml')).toEqual([
    '.github/delivery.yaml:1:1: there is no such file, `glidepath init` writes a first delivery file',
  ]);
});

test('refuses 50 MB unread', async () => {
  expect(await told('huge.yml')).toEqual([
    'huge.yml:1:1: the file has 52428800 bytes, a delivery file has at most 1048576, check that it is the right one',
  ]);
});

test.each(['../outside.yml', 'escape.yml', 'up/outside.yml', '/etc/hostname'])(
  'does not leave the workspace for %s',
  async (path) => {
    const outside = `the file is outside of the workspace, ${JSON.stringify(workspace)}, name one inside of it`;
    expect(await told(path)).toEqual([`${path}:1:1: ${outside}`]);
  },
);

test.each(['.github', '.'])('refuses the folder %s', async (path) => {
  expect(await told(path)).toEqual([
    `${path}:1:1: this is no regular file, name a delivery file, such as .github/delivery.yml`,
  ]);
});

test('refuses a symlink that leads nowhere but to itself', async () => {
  expect(await told('round.yml')).toEqual([
    'round.yml:1:1: the file cannot be read, the system says ELOOP, check the path and its permissions',
  ]);
});

import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDiagnostic } from './diagnostic.ts';
import { loadDelivery } from './load.ts';
import { production } from './testing/files.ts';
import { delivery, ratioSlo, thresholdSlo } from './testing/openslo-files.ts';

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

/** Of a delivery file whose SLO is written so. */
async function toldOf(slo: string): Promise<readonly string[]> {
  await writeFile(join(workspace, 'openslo.yml'), delivery(slo));
  return await told('openslo.yml');
}

describe('files of OpenSLO', () => {
  beforeAll(async () => {
    await mkdir(join(workspace, 'slo', 'folder'), { recursive: true });
    const sli = `apiVersion: openslo/v1
kind: SLI
metadata: { name: duration }
spec: { thresholdMetric: { metricSource: { type: Prometheus, spec: { query: duration_seconds } } } }
`;
    const referring = thresholdSlo({
      indicator: '  indicatorRef: duration',
      sli: '',
      threshold: '',
      source: '',
      type: '',
      query: '',
    });
    await writeFile(join(workspace, 'slo', 'ratio.yaml'), ratioSlo());
    await writeFile(join(workspace, 'slo', 'referring.yaml'), referring);
    await writeFile(join(workspace, 'slo', 'sli.yaml'), sli);
    await writeFile(
      join(workspace, 'slo', 'bad.yaml'),
      ratioSlo({ method: '  budgetingMethod: Timeslices' }),
    );
    await writeFile(join(workspace, 'slo', 'binary.yaml'), Uint8Array.of(0x61, 0xff));
    await writeFile(join(workspace, 'slo', 'edge.yaml'), ratioSlo().padEnd(1024 * 1024, '#'));
    await writeFile(join(workspace, 'slo', 'over.yaml'), ratioSlo().padEnd(1024 * 1024 + 1, '#'));
    await writeFile(join(parent, 'slo.yaml'), ratioSlo());
    await symlink(join('..', '..', 'slo.yaml'), join(workspace, 'slo', 'escape.yaml'));
    await symlink('ratio.yaml', join(workspace, 'slo', 'link.yaml'));
    await symlink('round.yaml', join(workspace, 'slo', 'round.yaml'));
  });

  test.each([
    '{ openslo: slo/ratio.yaml }',
    '{ openslo: ./slo//link.yaml }',
    '{ openslo: slo/edge.yaml }',
    '{ openslo: { file: slo/referring.yaml, with: [slo/ratio.yaml, slo/sli.yaml] } }',
  ])('are read from the workspace: %s', async (slo) => {
    expect(await toldOf(slo)).toEqual(['checkout']);
  });

  test.each([
    ['away.yaml', 'there is no such file'],
    ['folder', 'that is no regular file'],
    ['escape.yaml', 'that is outside of the workspace'],
    ['over.yaml', 'it has 1048577 bytes, and at most 1048576 are read'],
    ['round.yaml', 'the system says ELOOP'],
    ['ratio.yaml/deeper', 'the system says ENOTDIR'],
  ])('slo/%s is refused where it is named', async (path, says) => {
    const [first, second] = await toldOf(`{ openslo: slo/${path} }`);
    expect(first).toContain(`openslo.yml:7:34: slos.availability.openslo is "slo/${path}", ${says}`);
    expect(second).toBeUndefined();
    expect(await toldOf(`{ openslo: { file: slo/ratio.yaml, with: slo/${path} } }`)).toEqual([
      expect.stringContaining(`openslo.yml:7:64: slos.availability.openslo.with is "slo/${path}", ${says}`),
    ]);
  });

  test('what is wrong in them is told at its place there', async () => {
    expect(await toldOf('{ openslo: slo/bad.yaml }')).toEqual([
      expect.stringContaining('slo/bad.yaml:11:20: SLO.spec.budgetingMethod is "Timeslices"'),
    ]);
    expect(await toldOf('{ openslo: slo/binary.yaml }')).toEqual([
      'slo/binary.yaml:1:2: byte 0xFF at offset 1 is not UTF-8, save the file as UTF-8',
    ]);
  });

  test('a path that leaves the workspace is never followed', async () => {
    expect(await toldOf('{ openslo: ../slo.yaml }')).toEqual([
      expect.stringContaining('.. may leave the workspace'),
    ]);
  });

  test('the example in the documentation reads without a fault', async () => {
    const docs = join(import.meta.dirname, '..', '..', '..', 'docs', 'sources', 'openslo.md');
    const shown = [...(await readFile(docs, 'utf8')).matchAll(/`([\w./-]+)`:\n\n```yaml\n(.*?)```/gsu)];
    const folder = join(parent, 'docs');
    for (const [, path = '', text = ''] of shown) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const result = await loadDelivery('.github/delivery.yml', folder);
    expect(result.ok ? [] : result.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(shown).toHaveLength(3);
  });
});

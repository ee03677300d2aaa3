import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Running, type Ended } from '../../../harness/index.ts';
import { SUITES } from '../registry.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');

async function testReal(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Running(process.execPath, [join(CHECKOUT, 'test/real/main.ts'), ...args], {
    cwd: CHECKOUT,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
  }).ended;
}

it('fails where a part cannot be had, says what was tried and tests nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-cache-'));
  try {
    const end = await testReal(['prometheus', 'report', 'workflows'], {
      GLIDEPATH_TEST_CACHE: folder,
      PATH: '/nonexistent',
    });
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(
      /^prometheus can't be had: tried "apt-get update .*": there is no such program/m,
    );
    expect(end.stderr).toMatch(/^axe can't be had: tried "npm pack axe-core@[\d.]+ /m);
    expect(end.stderr).toMatch(
      /^zizmor can't be had: tried "python3 -m pip install .*": there is no such program/m,
    );
    expect(end.stderr).not.toContain('    at ');
    expect(end.stdout).not.toContain('Tests');
    // Nothing half done is left either.
    expect(readdirSync(join(folder, 'prometheus'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('refuses a suite that is not there', async () => {
  const end = await testReal(['promotheus']);
  expect(end).toMatchObject({ code: 2, stdout: '' });
  expect(end.stderr).toContain(
    `There is no suite "promotheus". There are: ${Object.keys(SUITES).join(', ')}`,
  );
  expect(await testReal(['--all'])).toMatchObject({ code: 2, stdout: '' });
});

it('lists the suites and helps', async () => {
  const list = await testReal(['--list']);
  expect(list).toMatchObject({ code: 0, stderr: '' });
  for (const name of Object.keys(SUITES)) expect(list.stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect((await testReal(['--help'])).stdout).toContain('Usage: npm run test:real');
});

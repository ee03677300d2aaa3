import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeRunner } from '@glidepath/runner/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

const FILE = `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
slos: { availability: 99% }
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-action-'));
  mkdirSync(join(folder, '.github'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, '.github/delivery.yml'), FILE);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function runner(
  inputs: Readonly<Partial<Record<Input, string>>>,
  env: Readonly<Record<string, string>> = {},
): FakeRunner<Input, Output> {
  return new FakeRunner(
    { GITHUB_WORKSPACE: folder, GLIDEPATH_STATE_DIR: join(folder, 'state'), ...env },
    inputs,
  );
}

describe('what can not be used', () => {
  it('is told at its place in the delivery file: exit code 2, no outputs', async () => {
    writeFileSync(join(folder, '.github/delivery.yml'), FILE.replace('8080', '0').replace('99%', '100%'));
    const fake = runner({});
    expect(await run(fake, import.meta.url)).toBe(2);
    expect(fake.notes).toMatchObject([
      { level: 'error', place: { file: '.github/delivery.yml', line: 4 } },
      { level: 'error', place: { file: '.github/delivery.yml', line: 7 } },
    ]);
    expect(fake.outputs.size).toBe(0);
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it.each([
    [{ environment: 'prod' }, /no environment "prod"/],
    [{ artifact: '../other' }, /leads out of the workspace/],
    [{ report: '../report.html' }, /no file in the workspace/],
    [{ commit: 'nowhere' }, /no commit here/],
    [{ digest: 'sha256:12' }, /is no digest/],
    [{ from: 'production' }, /name another environment/],
    [{ token: 'secret' }, /GITHUB_REPOSITORY/],
  ])('is told of the input %j', async (inputs, says) => {
    const fake = runner(inputs);
    expect(await run(fake, import.meta.url)).toBe(2);
    expect(fake.notes.map(({ level }) => level)).toEqual(['error']);
    expect(fake.notes[0]?.message).toMatch(says);
    expect(fake.notes[0]?.message).not.toContain('secret');
    expect(fake.outputs.size).toBe(0);
  });
});

it('masks the token before anything else', async () => {
  const fake = runner({ token: 'secret', environment: 'prod' }, { GITHUB_REPOSITORY: 'acme/shop' });
  expect(await run(fake, import.meta.url)).toBe(2);
  expect(fake.masked).toEqual(['secret']);
});

it('a ledger that is not there is told as trouble, not as a defect', async () => {
  const fake = runner({ release: 'v1' });
  expect(await run(fake, import.meta.url)).toBe(1);
  expect(fake.outputs.get('decision')).toBe('failed');
  expect(fake.outputs.get('reason')).toBe('ledger-unreachable');
  expect(JSON.parse(fake.outputs.get('result') ?? '')).toMatchObject({
    version: 1,
    release: { name: 'v1', commit: null },
    decision: 'failed',
  });
  expect(fake.summary).toContain('failed');
  expect(fake.notes.map(({ level }) => level)).toEqual(['error']);
  expect(fake.notes[0]?.message).toContain('git init');
});

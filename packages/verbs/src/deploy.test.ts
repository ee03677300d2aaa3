import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { World } from '@glidepath/conductor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from './deploy.ts';
import { Repository, surroundingsOf } from './testing/surroundings.ts';
import { failureOf } from './failure.ts';
import { prepare, type DeployOptions } from './prepare.ts';
import { Cancelled, UserError } from './user-error.ts';

const FILE = `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
slos: { availability: 99% }
`;
const OPTIONS: DeployOptions = {
  file: '.github/delivery.yml',
  environment: null,
  artifact: null,
  release: null,
  commit: null,
  override: null,
  digest: null,
  image: null,
  from: null,
};

let repository: Repository;
let stateDir: string;

beforeEach(() => {
  repository = new Repository();
  repository.git('init', '--quiet');
  repository.write('.github/delivery.yml', FILE);
  repository.write('app/server.js', '');
  stateDir = join(mkdtempSync(join(tmpdir(), 'glidepath-state-')), 'state');
});

afterEach(() => {
  repository.remove();
  rmSync(join(stateDir, '..'), { recursive: true, force: true });
});

async function run(options: Partial<DeployOptions>, stop = new AbortController().signal): Promise<unknown> {
  const env = { GLIDEPATH_STATE_DIR: stateDir };
  const surroundings = { ...surroundingsOf(new World(), repository.folder), env, stop };
  return deploy(surroundings, await prepare(surroundings, { ...OPTIONS, ...options }));
}

describe('what can not be used is refused before anything is touched', () => {
  afterEach(() => {
    expect(existsSync(stateDir)).toBe(false);
    expect(repository.git('for-each-ref')).toBe('');
  });

  it('a delivery file with faults, all of them told', async () => {
    repository.write('.github/delivery.yml', FILE.replace('8080', '0').replace('99%', '100%'));
    const error = await run({}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ diagnostics: [{ line: 4 }, { line: 7 }] });
  });

  it.each([
    ['an environment that is not there', { environment: 'staging' }, /no environment "staging"/],
    ['an artifact that is not there', { artifact: 'dist' }, /"dist" is not there/],
    ['an artifact outside', { artifact: '../other' }, /leads out of the workspace/],
    ['an artifact elsewhere', { artifact: '/etc' }, /leads out of the workspace/],
    ['a release name of two lines', { release: 'a\nb' }, /can't name a release/],
    ['a commit that nobody knows', { commit: 'nowhere' }, /no commit here/],
    ['an override without a reason', { override: ' ' }, /write the reason/],
  ])('%s', async (_, options, says) => {
    const error = await run(options).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(failureOf(error).message).toMatch(says);
  });

  it('a link that leads out', async () => {
    symlinkSync(tmpdir(), join(repository.folder, 'link'));
    await expect(run({ artifact: 'link' })).rejects.toThrow(/leads out of the workspace/);
  });
});

it('a run that was stopped before it began changes nothing in the ledger', async () => {
  const stop = AbortSignal.abort();
  await expect(run({ artifact: join(repository.folder, 'app') }, stop)).rejects.toThrow(Cancelled);
  expect(repository.git('for-each-ref')).toBe('');
});

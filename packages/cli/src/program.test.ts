import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, run } from './program.ts';

const FILE = `service: shop
environments:
  staging:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
  production:
    after: staging
    target: { local: { artifact: ./app, command: [node, server.js], port: 8081 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`;

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-cli-'));
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/delivery.yml'), FILE);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function glidepath(...argv: readonly string[]): Promise<number> {
  return glidepathWith({}, ...argv);
}

async function glidepathWith(
  env: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<number> {
  stdout = '';
  stderr = '';
  return run(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env,
    cwd: folder,
    entry: import.meta.url,
  });
}

const VERBS = buildProgram(async () => {}, process).commands.map((command) => command.name());

describe('usage', () => {
  it('has the verbs of a delivery', () => {
    expect(VERBS).toEqual([
      'init',
      'validate',
      'plan',
      'simulate',
      'replay',
      'check-slos',
      'dashboard',
      'build',
      'deploy',
      'status',
      'history',
      'promote',
      'pause',
      'resume',
      'abort',
      'rollback',
      'recover',
      'gate',
      'block',
      'unblock',
      'analyze',
      'stop',
    ]);
  });

  it.each(VERBS)('%s --help has examples and the flags that all verbs take', async (verb) => {
    expect(await glidepath(verb, '--help')).toBe(0);
    expect(stdout).toContain(`Examples:\n  glidepath ${verb}`);
    for (const flag of ['--json', '--file', '--environment', '--directory', '--no-color']) {
      expect(stdout).toContain(flag);
    }
    expect(stderr).toBe('');
  });

  it.each([
    [['validat'], '(Did you mean validate?)'],
    [['deploy', '--overide', 'x'], '(Did you mean --override?)'],
    [['history', '-n', 'many'], 'Write a whole number from 1 on'],
    [['history', '-n', '0'], 'Write a whole number from 1 on'],
    [['plan', '--rps', '-1'], 'Write a number above 0'],
    [['deploy', 'extra'], 'too many arguments'],
  ])('%j is refused with exit code 2 and a way on', async (argv, says) => {
    expect(await glidepath(...argv)).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/--help" shows/);
    expect(stdout).toBe('');
  });

  it('tells its version', async () => {
    expect(await glidepath('--version')).toBe(0);
    expect(stdout).toMatch(/\S\n$/);
  });
});

describe('validate', () => {
  it('says that a file is sound', async () => {
    expect(await glidepath('validate')).toBe(0);
    expect(stdout).toBe('✓ .github/delivery.yml is sound: shop to staging, production\n');
  });

  it('tells each fault at its place, with exit code 2 and no trace', async () => {
    writeFileSync(join(folder, '.github/delivery.yml'), FILE.replace('8080', '0').replace('99%', '100%'));
    expect(await glidepath('validate')).toBe(2);
    expect(stderr).toMatch(/^\.github\/delivery\.yml:4:\d+: .*\n\.github\/delivery\.yml:12:\d+: .*\n/);
    expect(stderr).toContain('2 things to mend');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('finds an environment that must be there', async () => {
    expect(await glidepath('validate', '-e', 'prodution')).toBe(2);
    expect(stderr).toMatch(/^glidepath: .*did you mean "production"\?/);
  });

  it('works in another folder', async () => {
    expect(await glidepath('-C', '.github', 'validate', '--file', 'delivery.yml')).toBe(0);
  });
});

describe('--json', () => {
  it.each([
    [['validate', '--json'], { verb: 'validate', valid: true, environments: ['staging', 'production'] }],
    [['--json', 'plan', '-e', 'production'], { verb: 'plan', environments: [{ strategy: 'rolling' }] }],
    [['init', '--json', '--file', 'new/delivery.yml'], { verb: 'init', environment: 'production' }],
  ])('%j is one line of versioned JSON', async (argv, expected) => {
    expect(await glidepath(...argv), stderr).toBe(0);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, ...expected });
  });

  it.each([['deploy'], ['status'], ['history'], ['promote'], ['plan']])(
    '%s tells a program, too, why there is no answer',
    async (verb) => {
      expect(await glidepath(verb, '--json', '--file', 'nowhere.yml')).toBe(2);
      expect(stdout).toMatch(/^[^\n]+\n$/);
      expect(JSON.parse(stdout)).toMatchObject({
        version: 1,
        verb,
        error: { kind: 'input', exitCode: 2, diagnostics: [{ file: 'nowhere.yml', line: 1 }] },
      });
      expect(stderr).toContain('nowhere.yml:1:1: there is no such file');
    },
  );
});

describe('failures', () => {
  it.each([
    [['deploy'], 'none was named, write one of staging, production'],
    [['deploy', '-e', 'staging', '--artifact', '../x'], 'leads out of the workspace'],
    [['deploy', '-e', 'staging', '--artifact', 'nix'], 'build it before the delivery starts'],
    [['plan', '--base-rate', '1%'], 'needs rps too'],
    [['plan', '--rps', '1', '--base-rate', '1'], 'write 1%'],
    [['init'], 'give --force to write over it'],
  ])('%j is a mistake: exit code 2, one line, no trace', async (argv, says) => {
    expect(await glidepath(...argv)).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('a folder without git is trouble, not a defect: exit code 1', async () => {
    expect(
      await glidepathWith({ GLIDEPATH_STATE_DIR: join(folder, 'state') }, 'history', '-e', 'staging'),
    ).toBe(1);
    expect(stderr).toContain('git init');
    expect(stderr).not.toContain('defect');
  });
});

describe('colours', () => {
  const ESCAPE = '\u001b[';

  it('are for terminals and for those who force them', async () => {
    await glidepath('validate');
    expect(stdout).not.toContain(ESCAPE);
    await glidepathWith({ FORCE_COLOR: '1' }, 'validate');
    expect(stdout).toContain(ESCAPE);
  });

  it.each([
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, []],
    [{ FORCE_COLOR: '1' }, ['--no-color']],
    [{ FORCE_COLOR: '0' }, []],
  ])('are left out with %j %j', async (env, flags) => {
    await glidepathWith(env, 'validate', ...flags);
    expect(stdout).not.toContain(ESCAPE);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../program.ts';

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
  execFileSync('git', ['init', '--quiet', folder]);
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/delivery.yml'), FILE);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function history(...argv: readonly string[]): Promise<number> {
  stdout = '';
  stderr = '';
  return run(['history', ...argv], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    cwd: folder,
    entry: import.meta.url,
  });
}

describe('history --dora', () => {
  it('tells of every environment, also where nothing was delivered', async () => {
    expect(await history('--dora')).toBe(0);
    expect(stdout).toMatch(
      /^shop in staging, .* \(90 days\)\n {2}deployment frequency {3}nothing was promoted/,
    );
    expect(stdout).toContain('shop in production');
    expect(stderr).toBe('');
  });

  it('goes back as far as it is told, as JSON too', async () => {
    expect(await history('--since', '30d', '-e', 'production', '--json')).toBe(0);
    const answer: unknown = JSON.parse(stdout);
    expect(answer).toMatchObject({
      version: 1,
      verb: 'history',
      dora: { environments: [{ environment: 'production', changeFailures: { share: null } }] },
    });
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  it.each([
    [['--dora', '--entries'], "'--dora' cannot be used with option '--entries'"],
    [['--dora', '-n', '3'], "'--dora' cannot be used with option '-n, --limit <count>'"],
    [['--since', '30d', '--entries'], "cannot be used with option '--entries'"],
    [['--dora', '--since', 'may'], '--since is "may"'],
    [['--since', '0s'], '--since is 0s'],
  ])('%j is refused with exit code 2', async (argv, says) => {
    expect(await history(...argv)).toBe(2);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
  });
});

import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../program.ts';

const FILE = `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: { canary: [10%, 50%], bake: { min: 1m, max: 10m }, watch: 5m }
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
  stdout = '';
  stderr = '';
  return run(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    cwd: folder,
    entry: import.meta.url,
  });
}

/** Both releases every 5 s for five minutes; `bad` of 100 requests to the candidate, 4 of 1,000 to the stable one. */
function counters(bad: number): string {
  const rows = Array.from({ length: 61 }, (_, i) => {
    const at = new Date(1_772_625_600_000 + 5_000 * i).toISOString();
    return `${at},candidate,${bad * i},${100 * i}\n${at},stable,${4 * i},${1000 * i}`;
  });
  return `time,release,bad,total\n${rows.join('\n')}\n`;
}

describe('glidepath simulate', () => {
  it('tells how rollouts end, the same for the same seed', async () => {
    expect(await glidepath('simulate', '--rps', '300', '--rollouts', '60', '--json')).toBe(0);
    const answer: unknown = JSON.parse(stdout);
    expect(answer).toMatchObject({
      version: 1,
      verb: 'simulate',
      service: 'shop',
      environment: 'production',
      rollouts: 60,
      seed: 1,
      releases: [{ factor: 1 }, { factor: 2 }, { factor: 5 }, { factor: 10, breach: { share: 1 } }],
    });
    const first = stdout;
    await glidepath('simulate', '--rps', '300', '--rollouts', '60', '--json');
    expect(stdout).toBe(first);
    await glidepath('simulate', '--rps', '300', '--rollouts', '60', '--json', '--seed', '2');
    expect(stdout).not.toBe(first);
  });

  it('tells people in columns and in words; writes a page and a section', async () => {
    const code = await glidepath(
      'simulate',
      '--rps',
      '2',
      '--rollouts',
      '20',
      '--report',
      'out/page.html',
      '--markdown',
      'out/section.md',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('shop in production: canary, 20 simulated rollouts of each release (seed 1)');
    expect(stdout).toMatch(/^ {2}10x as bad +below/m);
    expect(stdout).toMatch(/! .* of healthy releases are still undecided at step 1 \(10 %\) after 10m/);
    expect(stderr).toMatch(/^80 rollouts in [\d.]+ s on 1 thread\n$/);
    const page = readFileSync(join(folder, 'out/page.html'), 'utf8');
    expect(page).toContain('shop to production: what a canary would do');
    expect(page).toContain('id="chart-found"');
    expect(page).not.toMatch(/(?:src|href)="http/);
    const section = readFileSync(join(folder, 'out/section.md'), 'utf8');
    expect(section).toMatch(/^### shop to production: what a canary would do\n/);
    expect(section).toContain('| 10x as bad |');
  });

  it('runs by recorded traffic', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i * 60},${6000 + 100 * (i % 7)},${20 + (i % 5)}`);
    writeFileSync(join(folder, 'traffic.csv'), `time,total,bad\n${rows.join('\n')}\n`);
    expect(await glidepath('simulate', '--counters', 'traffic.csv', '--rollouts', '20', '--json')).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      source: 'traffic.csv',
      traffic: { recordedMs: 3_600_000, rps: { least: 100, most: 110 } },
    });
  });

  it.each([
    [[], 'no traffic is given, write --rps 50'],
    [['--rps', '5', '--counters', 'x.csv'], 'exclude each other'],
    [['--counters', 'none.csv'], 'none.csv is not there'],
    [['--counters', 'bad.csv'], 'bad.csv:2:3: total is "many", not a count'],
    [['--rps', '5', '--base-rate', '0%'], '--base-rate is 0%'],
    [['--rps', '5', '--base-rate', '5'], 'write 5%'],
    [['--rps', '5', '--rollouts', '900000'], 'write at most 200000'],
    [['--prometheus', 'http://127.0.0.1:9'], '--prometheus needs --query-total and --query-bad'],
    [['--rps', '5', '-e', 'prod'], 'no environment "prod"'],
  ])('refuses %j', async (flags, message) => {
    writeFileSync(join(folder, 'bad.csv'), 'time,total,bad\n1,many,2\n');
    expect(await glidepath('simulate', ...flags)).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });
});

describe('glidepath replay', () => {
  it('shows where the verdict changed, and the evidence', async () => {
    writeFileSync(join(folder, 'run.csv'), counters(5));
    expect(await glidepath('replay', 'run.csv', '--report', 'replay.html')).toBe(0);
    expect(stdout).toContain('shop in production: 61 looks from run.csv');
    expect(stdout).toMatch(/#1 .* too-few-samples .*Step begins\./);
    expect(stdout).toMatch(/at the end: breach \(2026-03-04 12:05:00 UTC\)/);
    expect(stdout).toMatch(/availability +300 of 6,000 bad \(5 %\) +240 of 60,000 bad \(0\.4 %\)/);
    expect(readFileSync(join(folder, 'replay.html'), 'utf8')).toContain('id="chart-evidence"');
  });

  it('shows another setting beside the one that stood', async () => {
    writeFileSync(join(folder, 'run.csv'), counters(2));
    expect(await glidepath('replay', 'run.csv', '--alpha', '50%', '--warm-up', '0s', '--json')).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verb: 'replay',
      settings: { alpha: 0.5, warmUpMs: 0 },
      asRecorded: { settings: { alpha: 0.01, warmUpMs: 60_000 } },
    });
  });

  it.each([
    [[], 'nothing to replay is given'],
    [['none.csv'], 'none.csv is not there'],
    [['bad.csv'], 'bad.csv:2:3: release is "canary"'],
    [['run.csv', '--alpha', '70%'], '--alpha is 70%, write a chance above 0% and up to 50%'],
    [['run.csv', '--rollback-margin', '2'], '--rollback-margin is "2"'],
    [['run.csv', '--counts', 'up'], '--counts is "up", write since-start'],
    [['--prometheus', 'http://127.0.0.1:9', '--query-total', 'a'], '--split, --candidate and --stable'],
  ])('refuses %j', async (flags, message) => {
    writeFileSync(join(folder, 'run.csv'), counters(1));
    writeFileSync(join(folder, 'bad.csv'), 'time,release,bad,total\n1,canary,2,3\n');
    expect(await glidepath('replay', ...flags)).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });
});

it('deploy --record is refused where it can not be written, before anything is touched', async () => {
  expect(await glidepath('deploy', '--record', '.github')).toBe(2);
  expect(stderr).toContain('which is no file, name a file such as run.csv');
  expect(existsSync(join(folder, '.git'))).toBe(false);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { run } from './main.ts';

const Share = z.number().check(z.minimum(0), z.maximum(1));
const Seconds = z.nullable(z.number().check(z.minimum(5), z.maximum(3_600)));
const Output = z.strictObject({
  benchmark: z.literal('analysis'),
  seed: z.literal(3),
  repetitions: z.literal(4),
  cells: z.array(
    z.strictObject({
      scenario: z.string(),
      judge: z.string(),
      release: z.enum(['healthy', 'x2', 'x5', 'x10']),
      rolledBack: Share,
      promoted: Share,
      inconclusive: Share,
      medianRollbackS: Seconds,
      medianPromoteS: Seconds,
      excessBad: z.number(),
    }),
  ),
});

let folder = '';
let printed: string[] = [];
let complaints: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analysis-'));
  printed = [];
  complaints = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => void complaints.push(String(line)));
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('the benchmark', () => {
  const few = ['--seed', '3', '--repetitions', '4', '--workers', '1'];

  it('prints one JSON document with a cell for every judge, scenario and release', async () => {
    expect(await run([...few, '--json', '--only', 'iid,cold-start'])).toBe(0);
    expect(printed).toHaveLength(1);
    const { cells } = Output.parse(JSON.parse(printed[0] ?? ''));
    expect(cells).toHaveLength(2 * 4 * 8);
    expect(new Set(cells.map(({ scenario, judge, release }) => `${scenario}/${judge}/${release}`)).size).toBe(
      64,
    );
    for (const { rolledBack, promoted, inconclusive } of cells) {
      expect(rolledBack + promoted + inconclusive).toBeCloseTo(1, 12);
    }
    const argo = cells.find(
      ({ scenario, judge, release }) => scenario === 'iid' && judge === 'argo-3' && release === 'x10',
    );
    // Each minute fails: at the fourth, 10 requests/s at 4.5 % above the stable release.
    expect(argo).toMatchObject({ rolledBack: 1, medianRollbackS: 240, excessBad: 108 });
  });

  it('shows a table with the goals, and writes a page that holds the curves', async () => {
    const out = join(folder, 'page', 'analysis.html');
    expect(await run([...few, '--only', 'iid,x5,argo-3,z-test', '--out', out])).toBe(0);
    const text = printed.join('\n');
    expect(text).toContain('iid: independent requests at a steady rate');
    expect(text).toMatch(/argo-3 +\| +100\.0 % +240 s +0\.0 % +48\.0/);
    expect(text).not.toContain('\u001b[');
    expect(complaints.join('\n')).toContain(out);
    const page = await readFile(out, 'utf8');
    expect(page).toContain('x5: rolled back');
    expect(page).toContain('"judges":["argo-3","z-test"]');
    expect(page).not.toMatch(/(?:src|href)="http/);
  });

  it('takes scenarios from a file', async () => {
    const file = join(folder, 'own.yaml');
    await writeFile(file, 'scenarios: { brief: { length: 5m, rps: 50 } }');
    expect(await run([...few, '--json', '--scenario', file, '--only', 'x5'])).toBe(0);
    const { cells } = Output.parse(JSON.parse(printed[0] ?? ''));
    expect(cells.map(({ scenario, judge }) => `${scenario} ${judge}`)).toEqual(
      ['glidepath', 'argo-0', 'argo-3', 'flagger-5', 'kayenta-5m', 'kayenta-60m', 'growthbook', 'z-test'].map(
        (judge) => `brief ${judge}`,
      ),
    );
  });

  it('exits 1 on --check when a goal is missed', async () => {
    // With 4 repetitions no bound on false rollbacks can be as low as 2 %.
    const args = [...few, '--json', '--only', 'iid', '--only', 'healthy', '--only', 'glidepath'];
    expect(await run(args)).toBe(0);
    expect(await run([...args, '--check'])).toBe(1);
  });

  it('refuses what it does not understand, all at once', async () => {
    const args = [
      '--seed',
      'x',
      '--repetitions',
      'many',
      '--only',
      'kayenta-5',
      '--scenario',
      '/none.yaml',
      '--baseline',
      'some',
      '--counting',
      '5s',
    ];
    expect(await run(args)).toBe(2);
    expect(complaints).toEqual([
      expect.stringMatching(/^--seed is "x", write a whole number/),
      expect.stringMatching(/^--repetitions is "many", write a whole number/),
      '/none.yaml:1:1: there is no such file, check the path',
      '--baseline is "some", write history or none',
      expect.stringMatching(/^--counting is "5s", write one of live, 15s, /),
      '--only kayenta-5: there is no such scenario, judge or release, did you mean "kayenta-5m"?',
    ]);
    expect(await run(['--nonsense'])).toBe(2);
    expect(printed).toEqual([]);
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toBe(0);
    expect(printed[0]).toContain('--repetitions <n>');
  });
});

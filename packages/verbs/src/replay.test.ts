import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CsvFile } from './record-csv.ts';
import { looksAt, readCounters, type Counts } from './replay-counters.ts';
import { parseMargin, replay, type Overrides } from './replay.ts';

const SLIS = [{ name: 'availability', budget: 0.01 }];
const NONE: Overrides = { alpha: null, beta: null, warmUpMs: null, rollback: null, promotion: null };

function looks(text: string, counts: Counts = 'since-start') {
  return looksAt(readCounters(new CsvFile('c.csv', text), SLIS), SLIS, counts);
}

/** Both releases every 5 s for 10 minutes: 1,000 requests to the stable one, 100 to the candidate, `bad` of them bad. */
function counters(bad: number): string {
  const rows = Array.from({ length: 121 }, (_, i) => [
    `${1_700_000_000 + 5 * i},candidate,${bad * i},${100 * i}`,
    `${1_700_000_000 + 5 * i},stable,${2 * i},${1_000 * i}`,
  ]);
  return `time,release,bad,total\n${rows.flat().join('\n')}\n`;
}

function workspace(file: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-replay-'));
  mkdirSync(join(folder, '.github'));
  writeFileSync(
    join(folder, '.github', 'delivery.yml'),
    `service: shop
environments:
  production:
    target: { local: { artifact: ./dist, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
slos: { availability: 99% }
`,
  );
  writeFileSync(join(folder, file), text);
  return folder;
}

describe('counters of somebody’s own', () => {
  it('are looks, with the weight that their requests tell', () => {
    const [first, second, ...others] = looks(counters(0));
    expect(first).toMatchObject({ at: 1_700_000_000_000, stepStart: 1_700_000_000_000, live: null });
    expect(first?.weight).toBeCloseTo(100 / 11, 9);
    expect(second).toMatchObject({ stepStart: null });
    expect(second?.readings).toEqual([
      {
        sli: 'availability',
        candidate: { kind: 'cumulative', series: [{ id: '', bad: 0, total: 100 }] },
        stable: { kind: 'cumulative', series: [{ id: '', bad: 2, total: 1_000 }] },
      },
    ]);
    expect(others.every(({ stepStart }) => stepStart === null)).toBe(true);
  });

  it('begin a step where a weight that is written changes', () => {
    const text =
      'time,release,bad,total,weight\n0,candidate,0,0,0\n0,stable,0,9,0\n5,candidate,0,1,5\n5,stable,0,19,5\n' +
      '10,candidate,0,2,5\n10,stable,0,29,5\n15,candidate,0,5,25\n15,stable,0,39,25\n20,candidate,0,9,100\n';
    const found = looks(text);
    expect(found.map(({ weight }) => weight)).toEqual([0, 5, 5, 25, 100]);
    expect(found.map(({ stepStart }) => stepStart)).toEqual([null, 5_000, null, 15_000, 20_000]);
    expect(found.at(-1)?.readings[0]?.stable).toBeNull();
  });

  it('may be counted since the row before; a release without a row is no data', () => {
    const found = looks(
      'time,release,bad,total\n0,candidate,1,10\n0,stable,0,90\n5,stable,0,90\n',
      'since-last',
    );
    expect(found.map(({ weight }) => weight)).toEqual([10, 0.01]);
    expect(found[0]?.readings[0]?.candidate).toEqual({ kind: 'interval', bad: 1, total: 10 });
    expect(found[1]?.readings[0]?.candidate).toEqual({ kind: 'no-data', why: 'no row at this time' });
  });

  it.each([
    [
      'time,release,bad,total\n0,canary,1,2\n',
      'c.csv:2:3: release is "canary", not one of those known, write candidate or stable',
    ],
    ['time,release,sli,bad,total\n0,stable,speed,1,2\n', 'c.csv:2:10: sli is "speed"'],
    [
      'time,release,bad,total,weight\n0,stable,1,2,120\n',
      'c.csv:2:14: weight is 120, write percent of the traffic',
    ],
  ])('are refused as %j', (text, message) => {
    expect(() => looks(text)).toThrow(message);
  });
});

describe('replay', () => {
  const place = { file: '.github/delivery.yml', environment: null };
  const options = { place: null, otherwise: place, overrides: NONE };
  const source = { kind: 'file', file: 'c.csv', counts: 'since-start' } as const;

  it('judges counters by the delivery file, and shows where the verdict changed', async () => {
    const answer = await replay(workspace('c.csv', counters(5)), { ...options, source });
    expect(answer).toMatchObject({ verb: 'replay', service: 'shop', live: null, asRecorded: null });
    expect(answer.final?.verdict).toBe('breach');
    expect(answer.looks).toHaveLength(121);
    const points = answer.turningPoints.map((number) => answer.looks[number - 1]);
    expect(points.at(0)).toMatchObject({ number: 1, stepStarts: true });
    expect(points.at(-1)).toMatchObject({ verdict: 'breach' });
    const healthy = await replay(workspace('c.csv', counters(0)), { ...options, source });
    expect(healthy.final?.verdict).toBe('healthy');
  });

  it('shows other settings beside those that stood', async () => {
    const folder = workspace('c.csv', counters(1));
    const strict = { ...NONE, alpha: 1e-9 };
    const answer = await replay(folder, { ...options, source, overrides: strict });
    expect(answer.settings.alpha).toBe(1e-9);
    expect(answer.asRecorded?.settings.alpha).toBe(0.01);
    const found = answer.asRecorded?.turningPoints.find(({ verdict }) => verdict === 'breach')?.number ?? 0;
    const later = answer.looks.find(({ verdict }) => verdict === 'breach')?.number ?? Infinity;
    expect(found).toBeGreaterThan(0);
    expect(later).toBeGreaterThan(found);
  });

  it.each([
    ['glidepath recording, version 9', '{}', 'run.csv:1:1: it is "glidepath recording, version 9"'],
    [
      'glidepath recording, version 1',
      '{"service":3}',
      'run.csv:2:1: the second line does not say what was judged at service',
    ],
    [
      'glidepath recording, version 1',
      'nonsense',
      'run.csv:2:1: the second line does not say what was judged',
    ],
  ])('refuses a recording that begins with %s and %s', async (first, second, message) => {
    const folder = workspace('run.csv', `# ${first}\n# ${second}\nlook,at\n`);
    const run = { kind: 'file', file: 'run.csv', counts: 'since-start' } as const;
    await expect(replay(folder, { ...options, source: run })).rejects.toThrow(message);
  });
});

describe('a margin at a terminal', () => {
  it('is a ratio and a share of the budget', () => {
    expect(parseMargin('--rollback-margin', '1.25+10%')).toEqual({ ratio: 1.25, budgetShare: 0.1 });
  });

  it.each(['1.1', '0.5+5%', '1.1+5', 'x+5%', '1.1+500%'])('is not %s', (text) => {
    expect(() => parseMargin('--rollback-margin', text)).toThrow('such as 1.1+5%');
  });
});

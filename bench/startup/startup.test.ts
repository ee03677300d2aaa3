import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allBytes, importsOf, loadedBytes } from './bundles.ts';
import { excessesOf, jsonOf, tableOf } from './figures.ts';
import { median, timeStart } from './measure.ts';

describe('the median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('what a bundle loads', () => {
  const files = {
    'door.js': 'console.log(1);const{x}=await import(`./chunks/c.js`);x(import("node:os"));',
    'chunks/c.js': 'export*from"./d.js";export const x=()=>import("./late.js");',
    'chunks/d.js': 'import{x}from"./c.js";import"node:fs";export const y=x;',
    'chunks/late.js': 'late'.repeat(100),
  };
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'startup-'));
    await mkdir(join(folder, 'chunks'));
    for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source);
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('is found in minified code', () => {
    expect(
      importsOf(
        'import a from"./a.js";import"node:fs";export{b}from"../b.js";import("./c.js");import(`./d.js`)',
      ),
    ).toEqual({ atOnce: ['./a.js', '../b.js'], onDemand: ['./c.js', './d.js'] });
  });

  it('is what is behind the door, each file once, and nothing that comes on demand later', async () => {
    const loaded = files['door.js'].length + files['chunks/c.js'].length + files['chunks/d.js'].length;
    expect(await loadedBytes(join(folder, 'door.js'))).toBe(loaded);
    expect(await allBytes(folder)).toEqual({ own: loaded + 400, sdks: 0 });
    await writeFile(join(folder, 'sdk-aws-1.js'), ' '.repeat(70));
    expect(await allBytes(folder)).toEqual({ own: loaded + 400, sdks: 70 });
  });
});

describe('a timed start', () => {
  const start = { cwd: tmpdir(), env: {}, exitCode: 0 };

  it('tells the answer from the first byte', async () => {
    const args = [
      '-e',
      'process.stdout.write("Glidepath"); setTimeout(() => process.stderr.write("no file"), 50)',
    ];
    const { firstByte, answer } = await timeStart({ ...start, args, answer: 'file' });
    expect(firstByte).toBeGreaterThan(0);
    expect(answer).toBeGreaterThan(firstByte ?? Number.POSITIVE_INFINITY);
    const bare = await timeStart({ ...start, args: ['-e', '0'], answer: null });
    expect(bare).toMatchObject({ firstByte: null, answer: null });
  });

  it('is none when the program ends or answers otherwise than it must', async () => {
    const exits = { ...start, args: ['-e', 'process.exit(3)'], answer: null };
    await expect(timeStart(exits)).rejects.toThrow('ended with 3');
    await expect(timeStart({ ...start, args: ['-e', '0'], answer: 'file' })).rejects.toThrow('"file"');
  });
});

describe('the figures', () => {
  const deploy = { name: 'deploy', ms: 50, answerMs: 80.04, exitMs: 90, bytes: 300_000 };
  const figures = { runs: 15, bareMs: 40, actions: [deploy], totalBytes: 900_000, sdkBytes: 400_000 };

  it('are JSON of a fixed form', () => {
    expect(JSON.parse(jsonOf(figures))).toEqual({
      benchmark: 'startup',
      bareMs: 40,
      actions: [{ name: 'deploy', ms: 50, answerMs: 80, bytes: 300_000 }],
      totalBytes: 900_000,
      sdkBytes: 400_000,
    });
  });

  it('are a table that compares with bare Node', () => {
    expect(tableOf(figures).join('\n')).toMatch(/deploy +50\.0 ms +1\.25 +80\.0 ms +2\.00 +90\.0 ms +300 kB/);
  });

  it('are too much over three times bare Node or 1.5 MB, not at it', () => {
    expect(
      excessesOf({ ...figures, actions: [{ ...deploy, answerMs: 120 }], totalBytes: 1_500_000 }),
    ).toEqual([]);
    expect(excessesOf({ ...figures, actions: [{ ...deploy, answerMs: 121 }] })).toHaveLength(1);
    expect(excessesOf({ ...figures, totalBytes: 1_500_001 })).toHaveLength(1);
  });
});

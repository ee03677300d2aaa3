/**
 * `npm run test:real`: the tests on servers that npm's lockfile can't bring. Parts first, then the suites that need them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failuresIn } from './failures.ts';
import { HELP, listing, readOptions, type SuiteRun } from './options.ts';
import { openCache, type Cache } from './parts/cache.ts';
import { PARTS, type PartName } from './parts/registry.ts';
import { SUITES, type Suite, type SuiteName } from './suites/registry.ts';

const CHECKOUT = join(import.meta.dirname, '../..');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  switch (options.kind) {
    case 'wrong':
      process.stderr.write(`${options.why}\n`);
      return 2;
    case 'help':
      say(HELP);
      return 0;
    case 'list':
      say(listing());
      return 0;
    case 'run':
      return run(options.runs, options.context);
  }
}

async function run(runs: readonly SuiteRun[], context: string | null): Promise<number> {
  const cache = openCache(process.env, say);
  say(`The parts are in ${cache.folder}`);
  const parts = new Set(
    runs.flatMap(({ suite }): readonly PartName[] => (context === null ? suiteOf(suite).parts : [])),
  );
  const all = await Promise.all([...parts].map(async (part) => ensure(part, cache)));
  if (!all.every(Boolean)) {
    process.stderr.write('Nothing was tested: every part of a suite must be there.\n');
    return 1;
  }
  // One after the other: servers, browsers and deliveries at once would only take time from each other.
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-real-'));
  let worst = 0;
  const failures: string[] = [];
  for (const one of runs) {
    const report = join(folder, `${one.suite}.json`);
    const code = await test(one, report, context);
    if (code !== 0) failures.push(...failuresIn(report, CHECKOUT));
    worst = Math.max(worst, code);
  }
  rmSync(folder, { recursive: true });
  if (worst > 0) process.stderr.write(`Failed:\n${failures.map((line) => `  ${line}\n`).join('')}`);
  return worst;
}

function suiteOf(name: SuiteName): Suite {
  return SUITES[name];
}

/** Tells which version will run, or what was tried in vain. */
async function ensure(part: PartName, cache: Cache): Promise<boolean> {
  try {
    const { version } = await PARTS[part](cache);
    say(`${part}: ${version}`);
    return true;
  } catch (error) {
    process.stderr.write(`${part} can't be had: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

async function test({ suite, files }: SuiteRun, report: string, context: string | null): Promise<number> {
  const { filesAtOnce = 1 } = suiteOf(suite);
  const vitest = spawn(
    process.execPath,
    [
      join(CHECKOUT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(import.meta.dirname, 'vitest.config.ts'),
      `--maxWorkers=${filesAtOnce}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      `test/real/suites/${suite}/${files}`,
    ],
    {
      cwd: CHECKOUT,
      stdio: 'inherit',
      env: { ...process.env, ...(context === null ? {} : { GLIDEPATH_TEST_CONTEXT: context }) },
    },
  );
  await once(vitest, 'close');
  return vitest.exitCode ?? 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

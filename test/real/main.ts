/**
 * `npm run test:real`: the tests on servers that npm's lockfile can't bring. Parts first, then the suites that need them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HELP, listing, readOptions } from './options.ts';
import { openCache, type Cache } from './parts/cache.ts';
import { PARTS, type PartName } from './parts/registry.ts';
import { SUITES, type SuiteName } from './suites/registry.ts';

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
      return run(options.suites);
  }
}

async function run(suites: readonly SuiteName[]): Promise<number> {
  const cache = openCache(process.env, say);
  say(`The parts are in ${cache.folder}`);
  const parts = new Set(suites.flatMap((suite): readonly PartName[] => SUITES[suite].parts));
  const all = await Promise.all([...parts].map(async (part) => ensure(part, cache)));
  if (!all.every(Boolean)) {
    process.stderr.write('Nothing was tested: every part of a suite must be there.\n');
    return 1;
  }
  return test(suites);
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

async function test(suites: readonly SuiteName[]): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      join(CHECKOUT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(import.meta.dirname, 'vitest.config.ts'),
      ...suites.map((suite) => `test/real/suites/${suite}/`),
    ],
    { cwd: CHECKOUT, stdio: 'inherit' },
  );
  await once(vitest, 'close');
  return vitest.exitCode ?? 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';

const CHECKOUT = resolve(import.meta.dirname, '../../..');
/** In every folder that is complete. */
const MARKER = 'installed.json';
const MAKING = '.making-';
const HOUR_MS = 3_600_000;

/** Where the parts stay from one run to the next. */
export interface Cache {
  readonly folder: string;
  /** Tells a person what takes long. */
  say(text: string): void;
}

/** @throws Error where the cache would lie in the checkout */
export function openCache(env: Readonly<Record<string, string | undefined>>, say: Cache['say']): Cache {
  const folder = cacheFolder(env);
  const way = relative(CHECKOUT, folder);
  if (way === '' || (!way.startsWith('..') && !isAbsolute(way))) {
    throw new Error(
      `The cache folder ${folder} lies in the checkout. Set GLIDEPATH_TEST_CACHE to a folder outside.`,
    );
  }
  return { folder, say };
}

function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const own = env['GLIDEPATH_TEST_CACHE'];
  if (own !== undefined && own !== '') return resolve(own);
  const shared = env['XDG_CACHE_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  if (shared !== undefined && isAbsolute(shared)) return join(shared, 'glidepath-test');
  return join(homedir(), '.cache', 'glidepath-test');
}

/**
 * The folder that holds this version of a part. Where it is not there yet, `install` fills a new folder beside it, which
 * gets its name when it is complete: nobody ever sees half of it, and of two at once one wins.
 */
export async function installed(
  cache: Cache,
  part: string,
  version: string,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const place = join(cache.folder, part, version);
  if (existsSync(join(place, MARKER))) return place;
  cache.say(`${part} ${version}: fetching it`);
  await mkdir(join(cache.folder, part), { recursive: true });
  await sweep(join(cache.folder, part));
  const making = await mkdtemp(join(cache.folder, part, MAKING));
  try {
    await install(making);
    await writeFile(join(making, MARKER), JSON.stringify({ part, version, at: new Date().toISOString() }));
    await settle(making, place);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return place;
}

async function settle(making: string, place: string): Promise<void> {
  // Without a marker it was tampered with: what is made here never lacks one.
  if (!existsSync(join(place, MARKER))) await rm(place, { recursive: true, force: true });
  try {
    await rename(making, place);
  } catch (error) {
    if (!existsSync(join(place, MARKER))) throw error;
  }
}

/** What runs that were killed left half made. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(MAKING)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > HOUR_MS) await rm(join(folder, name), { recursive: true, force: true });
  }
}

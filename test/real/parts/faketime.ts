import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackDebian } from './debian-package.ts';
import { tool } from './tool.ts';

export interface FaketimePart {
  readonly version: string;
  /** What LD_PRELOAD has to name, so that a program that asks the C library for the time gets another one. */
  readonly library: string;
}

const VERSION = '0.9.10';

/** Debian's package, for programs that have threads, as Node has. */
export async function ensureFaketime(cache: Cache): Promise<FaketimePart> {
  const folder = await installed(cache, 'faketime', VERSION, async (into) =>
    unpackDebian('libfaketime', `${VERSION}-*`, into),
  );
  const files = await readdir(join(folder, 'usr/lib'), { recursive: true });
  const file = files.find((name) => name.endsWith('/libfaketimeMT.so.1'));
  if (file === undefined) throw new Error(`${folder} has no libfaketimeMT.so.1`);
  const library = join(folder, 'usr/lib', file);
  const year = await tool('date', ['+%Y'], {
    cwd: folder,
    env: { LD_PRELOAD: library, FAKETIME: '2001-02-03 04:05:06' },
  });
  if (year.trim() !== '2001') throw new Error(`with ${library} it is ${year.trim()} in place of 2001`);
  return { version: VERSION, library };
}

import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fault } from './fault.ts';
import { readDelivery, SIZE_LIMIT, tooLarge } from './read.ts';
import type { ReadResult } from './read.ts';
import { placeAll } from './source/place.ts';
import { quote } from './text/quote.ts';

/** Reads the delivery file at `path`, which is relative to `workspace` or absolute and, symlinks followed, inside of it. */
export async function loadDelivery(path: string, workspace: string): Promise<ReadResult> {
  const unreadable = (what: string, why: string | null, mend: string): ReadResult => ({
    ok: false,
    diagnostics: placeAll(path, '', [{ offset: 0, fault: fault(what, why, mend) }]),
  });
  const leaves = (): ReadResult =>
    unreadable('the file is outside of the workspace', quote(workspace), 'name one inside of it');

  const wanted = resolve(workspace, path);
  if (!isInside(wanted, resolve(workspace))) return leaves();
  try {
    const real = await realpath(wanted);
    if (!isInside(real, await realpath(workspace))) return leaves();
    // Asked before opening: a pipe would block, a huge file fill the memory.
    const { size, isFile } = await look(real);
    if (!isFile)
      return unreadable(
        'this is no regular file',
        null,
        'name a delivery file, such as .github/delivery.yml',
      );
    if (size > SIZE_LIMIT) return { ok: false, diagnostics: placeAll(path, '', [tooLarge(size)]) };
    return readDelivery(await readUpTo(real, SIZE_LIMIT + 1), path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT')
      return unreadable('there is no such file', null, '`glidepath init` writes a first delivery file');
    if (code === null) throw error;
    return unreadable(
      'the file cannot be read',
      `the system says ${code}`,
      'check the path and its permissions',
    );
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function look(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}

/** The file may have grown since it was looked at. */
async function readUpTo(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(most);
    let length = 0;
    while (length < most) {
      const { bytesRead } = await file.read(buffer, length, most - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

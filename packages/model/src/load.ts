import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fault } from './fault.ts';
import type { Fault } from './fault.ts';
import { openSloPaths } from './openslo/named.ts';
import type { OpenSloFile } from './openslo/resolve.ts';
import { readDelivery, SIZE_LIMIT, tooLarge } from './read.ts';
import type { ReadResult } from './read.ts';
import { placeAll } from './source/place.ts';
import { quote } from './text/quote.ts';

/**
 * Reads the delivery file at `path`, which is relative to `workspace` or absolute and, symlinks followed, inside of it; and the
 * files of OpenSLO that it names.
 */
export async function loadDelivery(path: string, workspace: string): Promise<ReadResult> {
  const content = await contentOf(path, workspace);
  if (content.kind !== 'read')
    return {
      ok: false,
      diagnostics: placeAll(path, '', [{ offset: 0, fault: deliveryFault(content, workspace) }]),
    };
  const files = new Map<string, OpenSloFile>();
  for (const named of openSloPaths(content.bytes)) files.set(named, await openSloFile(named, workspace));
  return readDelivery(content.bytes, path, files);
}

async function openSloFile(path: string, workspace: string): Promise<OpenSloFile> {
  const content = await contentOf(path, workspace);
  return content.kind === 'read'
    ? { ok: true, content: content.bytes }
    : { ok: false, fault: openSloFault(content, workspace) };
}

function deliveryFault(content: Unread, workspace: string): Fault {
  switch (content.kind) {
    case 'outside':
      return fault('the file is outside of the workspace', quote(workspace), 'name one inside of it');
    case 'irregular':
      return fault('this is no regular file', null, 'name a delivery file, such as .github/delivery.yml');
    case 'too-large':
      return tooLarge(content.bytes).fault;
    case 'missing':
      return fault('there is no such file', null, '`glidepath init` writes a first delivery file');
    case 'unreadable': {
      const why = `the system says ${content.code}`;
      return fault('the file cannot be read', why, 'check the path and its permissions');
    }
  }
}

function openSloFault(content: Unread, workspace: string): Omit<Fault, 'what'> {
  switch (content.kind) {
    case 'outside':
      return {
        why: `that is outside of the workspace ${quote(workspace)}`,
        mend: 'name a file inside of it',
      };
    case 'irregular':
      return { why: 'that is no regular file', mend: 'name a file of OpenSLO' };
    case 'too-large': {
      const why = `it has ${content.bytes} bytes, and at most ${SIZE_LIMIT} are read`;
      return { why, mend: 'divide it, or check that it is the right one' };
    }
    case 'missing':
      return { why: 'there is no such file', mend: `check the path, which begins at ${quote(workspace)}` };
    case 'unreadable':
      return { why: `the system says ${content.code}`, mend: 'check the path and its permissions' };
  }
}

type Unread =
  | { readonly kind: 'outside' | 'irregular' | 'missing' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly code: string };

/** What stands in a file, or why it is not read. */
async function contentOf(
  path: string,
  workspace: string,
): Promise<Unread | { readonly kind: 'read'; readonly bytes: Uint8Array }> {
  const wanted = resolve(workspace, path);
  if (!isInside(wanted, resolve(workspace))) return { kind: 'outside' };
  try {
    const real = await realpath(wanted);
    if (!isInside(real, await realpath(workspace))) return { kind: 'outside' };
    // Asked before opening: a pipe would block, a huge file fill the memory.
    const { size, isFile } = await look(real);
    if (!isFile) return { kind: 'irregular' };
    if (size > SIZE_LIMIT) return { kind: 'too-large', bytes: size };
    const bytes = await readUpTo(real, SIZE_LIMIT + 1);
    return bytes.length > SIZE_LIMIT ? { kind: 'too-large', bytes: bytes.length } : { kind: 'read', bytes };
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', code };
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

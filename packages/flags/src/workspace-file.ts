import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FlagTrouble } from '@glidepath/conductor';
import { broken, trouble } from './troubles.ts';

const LARGEST = 1024 * 1024;

export type FileText = { readonly kind: 'text'; readonly text: string } | FlagTrouble;

/** What stands in a file of the workspace, symlinks followed; a file of flags is small. */
export function readInside(workspace: string, file: string): FileText {
  const place = `the file ${file}`;
  const real = pathInside(workspace, file);
  if (typeof real !== 'string') return real;
  try {
    // Asked before opening: a pipe would block, a huge file fill the memory.
    const { size, isFile } = lookAt(real);
    if (!isFile) return broken(place, 'is no regular file', 'name a file of flags');
    if (size > LARGEST)
      return broken(
        place,
        `has ${size} bytes, and at most ${LARGEST} are read`,
        'check that it is the right one',
      );
    return { kind: 'text', text: readFileSync(real, 'utf8') };
  } catch (error) {
    return unreadable(file, workspace, error);
  }
}

/** Where a file of the workspace really is, symlinks followed. */
export function pathInside(workspace: string, file: string): string | FlagTrouble {
  try {
    const real = realpathSync(resolve(workspace, file));
    const way = relative(realpathSync(workspace), real);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
      ? broken(`the file ${file}`, 'leads out of the workspace', 'name a file inside of it')
      : real;
  } catch (error) {
    return unreadable(file, workspace, error);
  }
}

function unreadable(file: string, workspace: string, error: unknown): FlagTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const [why, mend] =
    code === 'ENOENT'
      ? ['does not exist', `check the path, which begins at ${workspace}`]
      : [`cannot be read (${code})`, 'check its permissions'];
  return trouble('unreachable', `the file ${file} ${why}`, mend);
}

function lookAt(path: string): { readonly size: number; readonly isFile: boolean } {
  const found = statSync(path);
  return { size: found.size, isFile: found.isFile() };
}

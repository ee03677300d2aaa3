import { access, lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Digest } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { digestOf, digestOfFile } from '../sha256.ts';
import { codeOf } from '../transport/exchange.ts';
import { readIgnore, type Ignore } from './ignore.ts';

/** The file that says what of a context is left out: of the Dockerfile, else of the context; null where there is none. */
export async function ignoreFileOf(context: string, dockerfile: string): Promise<string | null> {
  for (const path of [`${dockerfile}.dockerignore`, join(context, '.dockerignore')]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

/**
 * Names what a builder is sent: the names, the content and whether it may be run, of all that is not left out. Times, owners
 * and the other rights are not looked at: no checkout keeps them.
 * @param commit stands for the folder .git, where that is sent: its content is never twice the same
 * @throws RegistryError `invalid` where something can't be read
 */
export async function contextDigest(
  context: string,
  ignoreFile: string | null,
  commit: string | null,
): Promise<Digest> {
  try {
    const ignore = readIgnore(ignoreFile === null ? '' : await readFile(ignoreFile, 'utf8'));
    const lines: string[] = [];
    await walk(context, '', ignore, commit, lines);
    return digestOf(Buffer.from(lines.sort().join('\n')));
  } catch (error) {
    if (error instanceof RegistryError || codeOf(error) === '') throw error;
    throw new RegistryError(
      'invalid',
      `the context ${shown(context)} can't be read (${shown(codeOf(error))})`,
      'check its path and its rights, and leave what is not needed out by a .dockerignore',
    );
  }
}

async function walk(
  root: string,
  folder: string,
  ignore: Ignore,
  commit: string | null,
  into: string[],
): Promise<void> {
  for (const name of await readdir(join(root, folder))) {
    const path = posix.join(folder, name);
    const isOut = ignore.leavesOut(path);
    if (isOut && !ignore.hasExceptions) continue;
    const place = join(root, path);
    const found = await lstat(place);
    const add = (...what: readonly string[]): void => {
      if (!isOut) into.push(JSON.stringify([path, ...what]));
    };
    if (path === '.git' && !isOut && commit !== null) add('commit', commit);
    else if (found.isDirectory()) {
      add('folder');
      await walk(root, path, ignore, commit, into);
    } else if (found.isSymbolicLink()) add('link', await readlink(place));
    else if (found.isFile() && !isOut)
      add((found.mode & 0o100) === 0 ? 'file' : 'program', (await digestOfFile(place)).digest);
  }
}

import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { basename, isAbsolute, join, posix, relative, sep } from 'node:path';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { codeOf } from '../transport/exchange.ts';

/** What goes into an archive, with the little that is kept of its mode. */
export type Entry =
  | { readonly kind: 'folder'; readonly name: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      /** Where it is on this machine. */
      readonly path: string;
      readonly size: number;
      readonly isProgram: boolean;
    }
  | { readonly kind: 'link'; readonly name: string; readonly to: string };

const MOST_ENTRIES = 200_000;

/**
 * What is in a folder, or a single file under its own name, in an order that no machine changes: by the bytes of the names.
 * @throws RegistryError `invalid`, or `unsafe` for a link that leads outside
 */
export async function entriesOf(path: string): Promise<readonly Entry[]> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return await entriesOf(await realpath(path));
    const entries: Entry[] = [];
    if (found.isDirectory()) await walk(await realpath(path), '', entries);
    else entries.push(await entryAt(path, basename(path), ''));
    if (entries.length === 0)
      throw new RegistryError(
        'invalid',
        `the folder ${shown(path)} is empty`,
        'build first, or name another one',
      );
    return entries.sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)));
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(
      'invalid',
      `${shown(path)} can't be read (${codeOf(error)})`,
      'check the path and its rights',
    );
  }
}

async function walk(root: string, folder: string, into: Entry[]): Promise<void> {
  for (const name of await readdir(join(root, folder))) {
    const entry = await entryAt(join(root, folder, name), posix.join(folder, name), root);
    into.push(entry);
    if (into.length > MOST_ENTRIES)
      throw new RegistryError(
        'too-large',
        `${shown(root)} holds more than ${MOST_ENTRIES} files`,
        'name a smaller folder',
      );
    if (entry.kind === 'folder') await walk(root, entry.name, into);
  }
}

async function entryAt(path: string, name: string, root: string): Promise<Entry> {
  const found = await lstat(path);
  if (found.isDirectory()) return { kind: 'folder', name };
  if (found.isFile())
    return { kind: 'file', name, path, size: found.size, isProgram: (found.mode & 0o100) !== 0 };
  if (found.isSymbolicLink()) return { kind: 'link', name, to: await targetOf(path, name, root) };
  throw new RegistryError(
    'invalid',
    `${shown(path)} is neither a file nor a folder`,
    'leave it out of what is packed',
  );
}

async function targetOf(path: string, name: string, root: string): Promise<string> {
  const to = (await readlink(path)).split(sep).join('/');
  if (isInside(name, to) && (await endsInside(path, root))) return to;
  throw new RegistryError(
    'unsafe',
    `the link ${shown(path)} leads outside, to ${shown(to)}`,
    'put a file in its place, or a link to what is packed',
  );
}

/** By its words alone, so that it holds for targets that are not there too. */
export function isInside(name: string, to: string): boolean {
  if (to === '' || posix.isAbsolute(to) || /^[a-z]:/i.test(to) || to.includes('\\')) return false;
  const target = posix.normalize(posix.join(posix.dirname(name), to));
  return target !== '..' && !target.startsWith('../');
}

/** Where it ends on the disk, over other links. */
export async function endsInside(path: string, root: string): Promise<boolean> {
  try {
    const way = relative(root, await realpath(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}

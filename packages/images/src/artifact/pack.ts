import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createTarPacker, type TarHeader, type TarPackController } from 'modern-tar';
import type { Digest } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { Sha256 } from '../sha256.ts';
import { codeOf } from '../transport/exchange.ts';
import { entriesOf, type Entry } from './entries.ts';
import { gzip } from './gzip.ts';

/** An archive in a file: tar, compressed. */
export interface Packed {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  /** Of the tar alone. */
  readonly tarDigest: Digest;
  readonly tarSize: number;
  readonly entries: number;
}

/**
 * Packs a folder or a file so that the same content gives the same digest on every machine: names sorted, nobody its owner,
 * modes 644 and 755 only, one time for all.
 * @param into the file that is written
 * @param date in seconds since 1970
 * @throws RegistryError
 */
export async function pack(source: string, into: string, date: number): Promise<Packed> {
  const entries = await entriesOf(source);
  const { readable, controller } = createTarPacker();
  const [tar, file] = [new Sha256(), new Sha256()];
  const compressed = watched(gzip(watched(readable, tar)), file);
  const writing = pipeline(compressed, createWriteStream(into));
  try {
    await Promise.all([writing, addAll(entries, date, controller)]);
  } catch (error) {
    throw error instanceof RegistryError ? error : notPacked(source, into, error);
  }
  return {
    path: into,
    digest: file.digest(),
    size: file.size,
    tarDigest: tar.digest(),
    tarSize: tar.size,
    entries: entries.length,
  };
}

async function addAll(entries: readonly Entry[], date: number, controller: TarPackController): Promise<void> {
  try {
    for (const entry of entries) await add(entry, date, controller);
    controller.finalize();
  } catch (error) {
    controller.error(error);
    throw error;
  }
}

async function add(entry: Entry, date: number, controller: TarPackController): Promise<void> {
  const body = controller.add(headerFor(entry, date)).getWriter();
  if (entry.kind === 'file')
    for await (const chunk of createReadStream(entry.path))
      if (Buffer.isBuffer(chunk)) await body.write(chunk);
  await body.close();
}

function headerFor(entry: Entry, date: number): TarHeader {
  const shared = { mtime: new Date(date * 1000), uid: 0, gid: 0, uname: '', gname: '' };
  switch (entry.kind) {
    case 'folder':
      return { ...shared, name: `${entry.name}/`, type: 'directory', size: 0, mode: 0o755 };
    case 'file':
      return {
        ...shared,
        name: entry.name,
        type: 'file',
        size: entry.size,
        mode: entry.isProgram ? 0o755 : 0o644,
      };
    case 'link':
      return { ...shared, name: entry.name, type: 'symlink', size: 0, mode: 0o777, linkname: entry.to };
  }
}

async function* watched(source: AsyncIterable<Uint8Array>, by: Sha256): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    by.add(chunk);
    yield chunk;
  }
}

function notPacked(source: string, into: string, error: unknown): RegistryError {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new RegistryError('full', `there is no room for ${into} (${code})`, 'make room on the disk')
    : new RegistryError(
        'invalid',
        `${shown(source)} can't be packed (${shown(code)})`,
        'let nothing write into it meanwhile, and check its rights',
      );
}

import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { RegistryError } from '../registry-error.ts';
import { digestOf, Sha256 } from '../sha256.ts';
import type { Ask, Connection } from '../transport/connection.ts';
import { codeOf } from '../transport/exchange.ts';
import { read, reading } from '../transport/read.ts';
import type { Descriptor } from './manifest.ts';
import { checkDigest } from './manifests.ts';

/** A small blob: a config, or a document. @throws RegistryError */
export async function blobBytes(connection: Connection, blob: Descriptor, limit: number): Promise<Buffer> {
  checkSize(connection, blob, limit);
  // One byte more, so that too much is noticed.
  const { bytes } = await read(connection, askFor(blob), blob.size + 1, `read the blob ${blob.digest}`);
  checkDigest(connection, blob.digest, digestOf(bytes));
  return bytes;
}

/** Writes a blob into a file, which is there only when its digest is right. @throws RegistryError */
export async function saveBlob(
  connection: Connection,
  blob: Descriptor,
  path: string,
  limit: number,
): Promise<void> {
  checkSize(connection, blob, limit);
  try {
    await reading(connection, askFor(blob), `read the blob ${blob.digest}`, async ({ body }) => {
      const sha256 = new Sha256();
      const watch = async function* (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
        for await (const chunk of source) {
          sha256.add(chunk);
          if (sha256.size > blob.size) throw tooMuch(connection, blob);
          yield chunk;
        }
      };
      await pipeline(body, watch, createWriteStream(path));
      checkDigest(connection, blob.digest, sha256.digest());
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof RegistryError ? error : notWritten(path, error);
  }
}

function askFor(blob: Descriptor): Ask {
  return { method: 'GET', to: `blobs/${blob.digest}`, right: 'pull' };
}

function checkSize(connection: Connection, { digest, size }: Descriptor, limit: number): void {
  if (size <= limit) return;
  throw new RegistryError(
    'too-large',
    `the blob ${digest} of ${connection.place} has ${size} bytes, and at most ${limit} are read`,
    'check that it is the right one',
  );
}

function tooMuch(connection: Connection, { digest, size }: Descriptor): RegistryError {
  return new RegistryError(
    'mismatch',
    `the registry of ${connection.place} sends more for ${digest} than its ${size} bytes`,
    'do not use it: the registry, or somebody between, is broken or hostile',
  );
}

function notWritten(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new RegistryError('full', `there is no room for ${path} (${code})`, 'make room on the disk');
}

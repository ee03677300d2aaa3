import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Digest } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { digestOf, digestOfFile } from '../sha256.ts';
import { codeOf } from '../transport/exchange.ts';

/** Content that can be sent, from anywhere on and as often as needed. */
export interface BlobSource {
  readonly digest: Digest;
  readonly size: number;
  /** @param from the first byte, from 0 */
  open(from: number): Readable;
}

export function blobOfBytes(bytes: Uint8Array): BlobSource {
  return {
    digest: digestOf(bytes),
    size: bytes.length,
    open: (from) => Readable.from(from < bytes.length ? [Buffer.from(bytes.subarray(from))] : []),
  };
}

/** @throws RegistryError `invalid` where the file can't be read */
export async function blobOfFile(path: string): Promise<BlobSource> {
  try {
    return { ...(await digestOfFile(path)), open: (from) => createReadStream(path, { start: from }) };
  } catch (error) {
    throw new RegistryError(
      'invalid',
      `the file ${shown(path)} can't be read (${codeOf(error)})`,
      'check its path and rights',
    );
  }
}

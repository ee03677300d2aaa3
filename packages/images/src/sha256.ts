import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { digest, type Digest } from '@glidepath/model';

/** Digests what passes. */
export class Sha256 {
  readonly #hash = createHash('sha256');
  size = 0;

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.size += chunk.length;
  }

  /** Once, at the end. */
  digest(): Digest {
    return digest(`sha256:${this.#hash.digest('hex')}`);
  }
}

export function digestOf(bytes: Uint8Array): Digest {
  const sha256 = new Sha256();
  sha256.add(bytes);
  return sha256.digest();
}

/** @throws the system's error where the file can't be read */
export async function digestOfFile(
  path: string,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const sha256 = new Sha256();
  for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) sha256.add(chunk);
  return { digest: sha256.digest(), size: sha256.size };
}

import { RegistryError } from '../registry-error.ts';
import type { Answer } from './exchange.ts';

/** The whole body, of at most so many bytes. @throws RegistryError `too-large`, or the system's error where it is cut off */
export async function bytesOf(answer: Answer, limit: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) {
      answer.body.destroy();
      throw new RegistryError(
        'too-large',
        `${what} has more than ${limit} bytes`,
        'check that it is what you meant',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

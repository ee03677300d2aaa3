import { expect } from 'vitest';

/** Of a message that holds this text. */
export function saying(text: string): unknown {
  return expect.stringContaining(text);
}

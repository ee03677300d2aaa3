import { expect } from 'vitest';

/** vitest's own, of a type that says what it is: anything. */
export function containing(text: string): unknown {
  return expect.stringContaining(text);
}

export function about(value: number): unknown {
  return expect.closeTo(value);
}

import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { because } from '../errors.ts';

/** A log file is put aside once it is larger than this; one older part is kept. */
const LARGEST = 5 * 1024 * 1024;

/** The daemon's own log: standard output, which the launcher has tied to a file. */
export function log(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}

/**
 * Puts a large log aside. The writer holds the file open, and may not be us, so the content is copied and the file cut
 * to nothing; lines written between the two are lost. Writers append, so they go on at the new end.
 */
export function rotate(path: string, largest: number = LARGEST): void {
  try {
    if (sizeOf(path) <= largest) return;
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  } catch (error) {
    log(`cannot rotate ${path}: ${because(error)}`);
  }
}

/** How much is in a file; where the next line will stand. */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

const TAIL_BYTES = 8 * 1024;

/** The last lines of what was written after `from`, fit to be shown: no control characters, no `secrets`. */
export function tail(path: string, from: number, secrets: readonly string[], lines = 5): readonly string[] {
  return readEnd(path, from)
    .split('\n')
    .map((line) => presentable(line, secrets))
    .filter((line) => line.trim() !== '')
    .slice(-lines);
}

function readEnd(path: string, from: number): string {
  const size = sizeOf(path);
  // Rotated meanwhile: all that is left was written after.
  const start = Math.max(from > size ? 0 : from, size - TAIL_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(size - start);
      const read = readSync(file, buffer, 0, buffer.length, start);
      return buffer.toString('utf8', 0, read);
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

const WIDEST = 240;
/** Shorter values are too common to be blotted out: "1", "on", "prod". */
const SECRET_LENGTH = 6;

function presentable(line: string, secrets: readonly string[]): string {
  let text = stripVTControlCharacters(line).replaceAll(/\p{Cc}/gu, ' ');
  for (const secret of secrets) {
    if (secret.length >= SECRET_LENGTH) text = text.replaceAll(secret, '***');
  }
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}...` : text;
}

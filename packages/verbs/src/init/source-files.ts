import { open, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const SOURCES = new Set([
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.tsx',
  '.jsx',
  '.py',
  '.rb',
  '.go',
  '.rs',
  '.java',
  '.kt',
  '.cs',
  '.php',
]);
const PASSED_OVER = /^(\..*|node_modules|vendor|target|test|tests|__tests__|spec|docs|coverage)$/;
const MOST_FILES = 300;
const MOST_BYTES = 128 * 1024;
const DEEPEST = 5;

/** A source file: where it is, relative to the folder, and how it begins. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The source files of a repository, those near its root first; not all of a large one. Links are not followed. */
export async function sourceFiles(folder: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  let level = [''];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        if (files.length >= MOST_FILES) return files;
        const here = join(path, entry.name);
        if (entry.isDirectory() && !PASSED_OVER.test(entry.name)) next.push(here);
        if (!entry.isFile() || !SOURCES.has(extname(entry.name)) || /\.(test|spec)\./.test(entry.name))
          continue;
        const text = await beginningOf(join(folder, here));
        if (text !== null) files.push({ path: here, text });
      }
    }
    level = next;
  }
  return files;
}

/** Null where the file is not there or may not be read. */
export async function beginningOf(path: string): Promise<string | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A workspace with these files, for as long as a test needs it. */
export function workspaceWith(files: Readonly<Record<string, string>>): {
  readonly path: string;
  write(file: string, text: string): void;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'glidepath-flags-'));
  const write = (file: string, text: string): void => writeFileSync(join(path, file), text);
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { path, write, remove: () => rmSync(path, { recursive: true }) };
}

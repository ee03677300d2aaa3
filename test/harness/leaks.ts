import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files below these folders that hold a secret. */
export function filesHolding(secret: string, folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap(filesBelow)
    .filter((file) => holds(file, secret));
}

/** What a person sees of an action: the runner takes `add-mask` commands out of the log. */
export function withoutMasks(stdout: string): string {
  return stdout.replaceAll(/^::add-mask::.*$/gm, '');
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function holds(file: string, secret: string): boolean {
  try {
    return readFileSync(file).includes(secret);
  } catch {
    // A daemon may take its files away meanwhile.
    return false;
  }
}

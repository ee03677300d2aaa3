import { access, constants } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';

/** The release's command names nothing that could be run. */
export class NoProgram extends Error {
  override readonly name = 'NoProgram';
}

/**
 * Finds a command's program as execvp(3) does: by its path from the folder, or else in PATH.
 * @throws NoProgram
 */
export async function findProgram(where: {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<string> {
  const [name = ''] = where.command;
  const path = where.env['PATH'] ?? '';
  const places = name.includes('/') ? [''] : path.split(delimiter);
  for (const place of places) {
    const file = resolve(where.folder, place, name);
    if (await isExecutable(file)) return file;
  }
  if (name.includes('/')) throw new NoProgram(`${name} is not an executable file of the artifact`);
  throw new NoProgram(`there is no program ${name} in PATH (${path})`);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

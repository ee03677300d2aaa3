import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackWheel } from './python-package.ts';
import { tool } from './tool.ts';

export interface ZizmorPart {
  readonly version: string;
  readonly zizmor: string;
}

const VERSION = '1.30.0';

/** Finds what is unsafe in workflows and actions. PyPI's wheels hold the program itself, which needs no Python. */
export async function ensureZizmor(cache: Cache): Promise<ZizmorPart> {
  const folder = await installed(cache, 'zizmor', VERSION, async (into) =>
    unpackWheel(
      {
        name: 'zizmor',
        version: VERSION,
        sha256: ['9c08a7c34b33ed6f9a3a3d28fcf8c64e3e078c53c51bc9ce05c32ec3ba7feae9'],
      },
      into,
    ),
  );
  const zizmor = join(folder, 'bin/zizmor');
  const said = await tool(zizmor, ['--version'], { cwd: folder });
  const version = /^zizmor (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${zizmor} does not tell its version: ${said}`);
  return { version, zizmor };
}

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { tool } from './tool.ts';

export interface ArtifactPart {
  readonly version: string;
  /** The module to import. */
  readonly module: string;
}

/**
 * Newer ones say more of an artifact than act's server understands, and newer ones of the storage client that it uses drop
 * the end of that server's signatures: package.json holds both back.
 */
const VERSION = '6.0.0';
/** A lockfile of its own: what only this test needs is no part of the project's. */
const LOCKED = join(import.meta.dirname, 'artifact');

/** The library that GitHub's own upload-artifact and download-artifact are made of; they themselves are on no registry. */
export async function ensureArtifact(cache: Cache): Promise<ArtifactPart> {
  const folder = await installed(cache, 'artifact', VERSION, async (into) => {
    for (const name of ['package.json', 'package-lock.json'])
      await copyFile(join(LOCKED, name), join(into, name));
    await tool('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: into });
  });
  return { version: VERSION, module: join(folder, 'node_modules/@actions/artifact/lib/artifact.js') };
}

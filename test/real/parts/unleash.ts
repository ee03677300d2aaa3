import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { installed, type Cache } from './cache.ts';
import { tool } from './tool.ts';

export interface UnleashPart {
  readonly version: string;
  /** The module that Node runs as the server. */
  readonly server: string;
}

const VERSION = '8.2.0';
/** A lockfile of its own: what only this test needs is no part of the project's, least of all what is AGPL. */
const LOCKED = join(import.meta.dirname, 'unleash');
const aboutSchema = z.object({ version: z.string() });

/** The Unleash server. It needs a PostgreSQL. */
export async function ensureUnleash(cache: Cache): Promise<UnleashPart> {
  const folder = await installed(cache, 'unleash', VERSION, async (into) => {
    for (const name of ['package.json', 'package-lock.json'])
      await copyFile(join(LOCKED, name), join(into, name));
    await tool('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: into });
  });
  const home = join(folder, 'node_modules/unleash-server');
  const about: unknown = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  return { version: z.parse(aboutSchema, about).version, server: join(home, 'dist/server.js') };
}

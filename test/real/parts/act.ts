import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { buildGo } from './go-program.ts';
import { tool } from './tool.ts';

export interface ActPart {
  readonly version: string;
  readonly act: string;
}

const VERSION = '0.2.87';

/** Runs workflows on this machine. It is built from source: its binaries are on GitHub only, which is no registry. */
export async function ensureAct(cache: Cache): Promise<ActPart> {
  const folder = await installed(cache, 'act', VERSION, async (into) =>
    buildGo('github.com/nektos/act', `v${VERSION}`, into),
  );
  const act = join(folder, 'act');
  const said = await tool(act, ['--version'], { cwd: folder });
  const version = /^act version (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${act} does not tell its version: ${said}`);
  return { version, act };
}

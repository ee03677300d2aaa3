import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackContainerTool } from './container-libraries.ts';
import { tool } from './tool.ts';

export interface SkopeoPart {
  readonly version: string;
  readonly program: string;
}

const PROGRAM = 'usr/bin/skopeo';
const VERSION = '1.9.3';

/** Copies and inspects images: another's eyes on what we push. */
export async function ensureSkopeo(cache: Cache): Promise<SkopeoPart> {
  const folder = await installed(cache, 'skopeo', VERSION, async (into) =>
    unpackContainerTool('skopeo', `${VERSION}*`, into, PROGRAM, join(cache.folder, 'skopeo', VERSION)),
  );
  const program = join(folder, PROGRAM);
  const said = await tool(program, ['--version'], { cwd: folder });
  const version = /^skopeo version (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${program} does not tell its version: ${said}`);
  return { version, program };
}

import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackContainerTool } from './container-libraries.ts';
import { unpackDebian } from './debian-package.ts';
import { tool } from './tool.ts';

export interface BuildahPart {
  readonly version: string;
  readonly program: string;
  /** A shell that needs nothing else, for images that are built from nothing. */
  readonly busybox: string;
}

const PROGRAM = 'usr/bin/buildah';
const VERSION = '1.28.2';

/** Builds images where there is no daemon. */
export async function ensureBuildah(cache: Cache): Promise<BuildahPart> {
  const folder = await installed(cache, 'buildah', VERSION, async (into) => {
    await unpackContainerTool(
      'buildah',
      `${VERSION}*`,
      into,
      PROGRAM,
      join(cache.folder, 'buildah', VERSION),
    );
    await unpackDebian('busybox-static', '*', into);
  });
  const program = join(folder, PROGRAM);
  const said = await tool(program, ['--version'], { cwd: folder });
  const version = /^buildah version (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${program} does not tell its version: ${said}`);
  return { version, program, busybox: join(folder, 'bin/busybox') };
}

import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackDebian } from './debian-package.ts';
import { tool } from './tool.ts';

export interface PrometheusPart {
  readonly version: string;
  /** The server. */
  readonly server: string;
  readonly promtool: string;
}

const VERSION = '2.42';

/** Debian's package: its two programs need nothing but the C library. */
export async function ensurePrometheus(cache: Cache): Promise<PrometheusPart> {
  const folder = await installed(cache, 'prometheus', VERSION, async (into) =>
    unpackDebian('prometheus', `${VERSION}.*`, into),
  );
  const server = join(folder, 'usr/bin/prometheus');
  const said = await tool(server, ['--version'], { cwd: folder });
  const version = /^prometheus, version (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${server} does not tell its version: ${said}`);
  return { version, server, promtool: join(folder, 'usr/bin/promtool') };
}

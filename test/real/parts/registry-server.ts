import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { unpackDebian } from './debian-package.ts';
import { tool } from './tool.ts';

export interface RegistryServerPart {
  readonly version: string;
  readonly server: string;
}

const VERSION = '2.8.2';

/** Distribution, the registry that most others descend from: Debian's package. */
export async function ensureRegistryServer(cache: Cache): Promise<RegistryServerPart> {
  const folder = await installed(cache, 'registry-server', VERSION, async (into) =>
    unpackDebian('docker-registry', `${VERSION}*`, into),
  );
  const server = join(folder, 'usr/bin/docker-registry');
  const said = await tool(server, ['--version'], { cwd: folder });
  const version = /github\.com\/docker\/distribution v?(\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${server} does not tell its version: ${said}`);
  return { version, server };
}

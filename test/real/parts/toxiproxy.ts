import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { buildGo } from './go-program.ts';
import { tool } from './tool.ts';

export interface ToxiproxyPart {
  readonly version: string;
  readonly server: string;
}

const VERSION = '2.5.0';

/** Stands between a client and a server and makes their network bad. */
export async function ensureToxiproxy(cache: Cache): Promise<ToxiproxyPart> {
  const folder = await installed(cache, 'toxiproxy', VERSION, async (into) =>
    buildGo('github.com/Shopify/toxiproxy/v2/cmd/server', `v${VERSION}`, into),
  );
  const server = join(folder, 'server');
  // Built from source it calls its version "git"; which one was built is what Go was told.
  const said = await tool(server, ['-version'], { cwd: folder });
  if (!said.startsWith('toxiproxy-server version ')) throw new Error(`${server} is no Toxiproxy: ${said}`);
  return { version: VERSION, server };
}

import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { buildGoModule } from './go-module.ts';
import { tool } from './tool.ts';

export interface LdRelayPart {
  readonly version: string;
  readonly relay: string;
}

const VERSION = '8.10.0';

/** LaunchDarkly's Relay Proxy, which serves flags from an archive where there is no LaunchDarkly. */
export async function ensureLdRelay(cache: Cache): Promise<LdRelayPart> {
  const folder = await installed(cache, 'ld-relay', VERSION, async (into) =>
    buildGoModule(
      { module: 'github.com/launchdarkly/ld-relay/v8', version: `v${VERSION}`, program: 'ld-relay' },
      into,
    ),
  );
  const relay = join(folder, 'ld-relay');
  const said = await tool(relay, ['--version'], { cwd: folder });
  const version = /relay version (\S+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${relay} does not tell its version: ${said}`);
  return { version, relay };
}

import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { buildGo } from './go-program.ts';
import { tool } from './tool.ts';

export interface AlertmanagerPart {
  readonly version: string;
  /** The server. */
  readonly server: string;
}

const VERSION = 'v0.28.1';

/** Built from its source: Debian's reads its templates from a folder of the system, where it is not installed. */
export async function ensureAlertmanager(cache: Cache): Promise<AlertmanagerPart> {
  const folder = await installed(cache, 'alertmanager', VERSION, async (into) =>
    buildGo('github.com/prometheus/alertmanager/cmd/alertmanager', VERSION, into),
  );
  const server = join(folder, 'alertmanager');
  // What `go install` builds is told its version by nobody but Go itself.
  const said = await tool(server, ['--version'], { cwd: folder });
  if (!said.startsWith('alertmanager, version')) throw new Error(`${server} is no Alertmanager: ${said}`);
  return { version: VERSION, server };
}

import { join } from 'node:path';
import { build } from 'rolldown';
import { DAEMON } from './host.ts';

/** The daemon as it is shipped: one file that needs no other. */
export async function bundleDaemon(folder: string): Promise<string> {
  const file = join(folder, 'local-daemon.js');
  await build({
    input: DAEMON,
    platform: 'node',
    output: { file, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  });
  return file;
}

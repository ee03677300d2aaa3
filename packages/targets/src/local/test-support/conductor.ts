/* Stands for a run that gives orders and dies: prints a line once they are taken, and then hangs on. */
import * as z from 'zod/mini';
import { createLocalTarget } from '../client.ts';
import { desiredSchema } from '../protocol.ts';
import { DAEMON, SLOS, specAt } from './host.ts';

const { workspace, stateDir, port, desired } = z.parse(
  z.object({ workspace: z.string(), stateDir: z.string(), port: z.number(), desired: desiredSchema }),
  JSON.parse(process.argv[2] ?? ''),
);

const target = createLocalTarget({
  spec: specAt(port),
  service: 'shop',
  environment: 'production',
  workspace,
  stateDir,
  daemonFile: DAEMON,
  slos: SLOS,
});
await target.apply(desired, 1);
process.stdout.write('taken\n');
setInterval(() => undefined, 60_000);

import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '@glidepath/conductor';
import { ask } from './admin-client.ts';
import { because } from './errors.ts';
import { findDaemon } from './launch.ts';
import { layoutOf } from './paths.ts';
import { isRunning } from './process.ts';

const POLL_MS = 50;

/**
 * Ends an environment's supervisor and all that it runs, after the requests under way. What is staged stays; the next
 * apply starts it again. Resolves with false where none ran.
 * @throws TargetError when it can't be reached, or is not done after `patienceMs`
 */
export async function stopLocal(
  where: { readonly stateDir: string; readonly service: string; readonly environment: string },
  patienceMs: number,
): Promise<boolean> {
  const contact = await findDaemon(layoutOf(where.stateDir, where.service, where.environment));
  if (contact === null) return false;
  await ask(contact, 'POST', '/v1/stop').catch((error: unknown) => {
    throw new TargetError(`The supervisor (pid ${contact.pid}) does not answer: ${because(error)}.`);
  });
  const deadline = performance.now() + patienceMs;
  while (isRunning(contact)) {
    if (performance.now() >= deadline) {
      throw new TargetError(
        `The supervisor (pid ${contact.pid}) still drains after ${Math.round(patienceMs / 1000)} s. It goes on by itself; look again later.`,
      );
    }
    await sleep(POLL_MS);
  }
  return true;
}

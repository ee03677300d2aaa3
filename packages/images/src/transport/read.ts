import { RegistryError } from '../registry-error.ts';
import { bytesOf } from './body.ts';
import type { Ask, Connection } from './connection.ts';
import { codeOf, type Answer } from './exchange.ts';
import { pauseBefore } from './patience.ts';
import { troubleOf } from './status.ts';

const MOST_ATTEMPTS = 3;

export interface Read {
  readonly answer: Answer;
  readonly bytes: Buffer;
}

/** Asks, and reads the answer as a whole. @param doing `read its manifest` */
export async function read(connection: Connection, ask: Ask, limit: number, doing: string): Promise<Read> {
  return reading(connection, ask, doing, async (answer) => ({
    answer,
    bytes: await bytesOf(answer, limit, `what ${connection.place} sent`),
  }));
}

/**
 * Asks, and has the answer's body taken; begins anew where it is cut off.
 * @throws RegistryError, also where it is no success
 */
export async function reading<T>(
  connection: Connection,
  ask: Ask,
  doing: string,
  take: (answer: Answer) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await connection.ask(ask);
    if (answer.status !== 200) throw await troubleOf(answer, connection, doing);
    try {
      return await take(answer);
    } catch (error) {
      if (error instanceof RegistryError || isOurs(error)) throw error;
      connection.access.signal?.throwIfAborted();
      if (attempt === MOST_ATTEMPTS) throw cutOff(connection, doing, error);
      await connection.access.wait(pauseBefore(attempt));
    }
  }
}

/** Trouble of our own disk, not of the network. */
function isOurs(error: unknown): boolean {
  return /^(?:ENOSPC|EACCES|EPERM|EROFS|ENOENT|EISDIR|EDQUOT)$/.test(codeOf(error));
}

function cutOff(connection: Connection, doing: string, error: unknown): RegistryError {
  return new RegistryError(
    'unreachable',
    `the registry of ${connection.place} was asked to ${doing} and cut its answer off (${connection.shown(codeOf(error))})`,
    'check the network, and try again',
  );
}

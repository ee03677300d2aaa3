import type { RegistryAccess } from '../access.ts';
import { drop, headerOf, type Answer } from './exchange.ts';

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
/** Who is told to wait for longer than this fails, and says so. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Asks until there is an answer that is not about passing trouble, or patience ends: then the last answer stands.
 * @param over all: passing trouble of any kind. told: only where the server says when to come again, as nothing was done
 * @throws what `ask` threw last
 */
export async function patiently(
  access: RegistryAccess,
  over: 'all' | 'told',
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === MOST_ATTEMPTS || access.signal?.aborted === true;
    try {
      const answer = await ask();
      const pause = Math.max(retryAfter(answer, access.now()), pauseBefore(attempt));
      const isOver = over === 'all' ? isPassing(answer.status) : isTold(answer);
      if (last || !isOver || pause > LONGEST_PAUSE_MS) return answer;
      drop(answer);
      await access.wait(pause);
    } catch (error) {
      if (last || over === 'told' || !isNetwork(error)) throw error;
      await access.wait(pauseBefore(attempt));
    }
  }
}

/** In ms, growing. @param attempt the one that failed, from 1 */
export function pauseBefore(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempt - 1);
}

/** In ms from now, as the server asks for; 0 where it does not. */
export function retryAfter(answer: Answer, now: number): number {
  const text = headerOf(answer, 'retry-after');
  if (text === null) return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}

export function isPassing(status: number): boolean {
  return (
    status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505 && status !== 507)
  );
}

function isTold(answer: Answer): boolean {
  return answer.status === 429 || (answer.status === 503 && headerOf(answer, 'retry-after') !== null);
}

/** What the system says of a connection; a certificate that is not trusted stays so. */
function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'RegistryError' || error.name === 'AbortError')
    return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return !/^(?:ERR_TLS|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ENOENT|EACCES|ENOTFOUND)/.test(code);
}

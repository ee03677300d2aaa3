import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Address } from './address.ts';
import { ANSWERS_JSON, mendOf } from './mends.ts';
import { post, type Message, type Reply } from './post.ts';

/** How long is waited for what. Times in milliseconds. */
export interface Pace {
  /** For one answer. */
  readonly timeoutMs: number;
  readonly retries: number;
  /** Before the first retry; it doubles, and is drawn out at random up to twofold. */
  readonly firstPauseMs: number;
  /** What asks for a longer rest than this is given up. */
  readonly longestRestMs: number;
  /** At the end of a run, for what is not yet sent. */
  readonly settleMs: number;
  /** The same for a run that was told to stop: the runner kills it soon. */
  readonly stoppedMs: number;
}

export const PACE: Pace = {
  timeoutMs: 10_000,
  retries: 4,
  firstPauseMs: 500,
  longestRestMs: 60_000,
  settleMs: 30_000,
  stoppedMs: 3_000,
};

/** Why a notice did not arrive. */
class Undelivered extends Error {
  override readonly name = 'Undelivered';
  /** When it may be tried again at the earliest; null: trying again changes nothing. */
  readonly afterMs: number | null;

  constructor(message: string, afterMs: number | null) {
    super(message);
    this.afterMs = afterMs;
  }
}

/** Sends a message, again and again where the trouble may pass. Null once it was taken, else why not. Never rejects. */
export async function send(
  address: Address,
  message: Message,
  pace: Pace,
  cut: AbortSignal,
): Promise<string | null> {
  try {
    await pRetry(
      async () => {
        const reply = await post(address.url, message, pace.timeoutMs, cut);
        const trouble = troubleOf(reply, address);
        if (trouble !== null) throw trouble;
      },
      {
        retries: pace.retries,
        minTimeout: pace.firstPauseMs,
        randomize: true,
        signal: cut,
        async shouldRetry({ error }) {
          if (!(error instanceof Undelivered) || error.afterMs === null) return false;
          if (error.afterMs > pace.longestRestMs) return false;
          await sleep(error.afterMs, undefined, { signal: cut });
          return true;
        },
      },
    );
    return null;
  } catch (error) {
    if (cut.aborted) return `${address.name} had not taken it when the run ended`;
    return error instanceof Undelivered ? error.message : `${address.name} can't be sent to`;
  }
}

function troubleOf(reply: Reply, address: Address): Undelivered | null {
  const { name } = address;
  switch (reply.kind) {
    case 'too-late':
      return new Undelivered(`${name} does not answer`, 0);
    case 'broken':
      return new Undelivered(`${name} can't be reached (${reply.code})`, 0);
    case 'answered':
      return judge(reply, address);
  }
}

function judge(
  { status, word, json, retryAfter }: Extract<Reply, { kind: 'answered' }>,
  { name, channel }: Address,
): Undelivered | null {
  const said = `${name} answered ${status}${word === null ? '' : ` (${word})`}`;
  if (status >= 200 && status < 300) {
    // What answers every address with a page, such as a login, has written nothing down.
    if (json || !ANSWERS_JSON.has(channel)) return null;
    return new Undelivered(`${said}, but not in JSON; ${mendOf(channel, 'elsewhere')}`, null);
  }
  if (status >= 300 && status < 400)
    return new Undelivered(`${said}, a redirect; ${mendOf(channel, 'elsewhere')}`, null);
  if (status === 429) return new Undelivered(`${said}: too many messages`, restOf(retryAfter));
  if (status === 408 || status >= 500) return new Undelivered(said, restOf(retryAfter));
  return new Undelivered(`${said}; ${mendOf(channel, status)}`, null);
}

/** Milliseconds of a Retry-After header: seconds, or a date (RFC 9110, 10.2.3). */
function restOf(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

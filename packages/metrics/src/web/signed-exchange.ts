import { inTime } from '../aws/in-time.ts';
import { exchange, type Question, type Reply } from './exchange.ts';
import type { Login } from './login.ts';

/** An answer, whatever it says, or why there is none. */
export type SignedReply =
  | Reply
  /** There is nothing to sign it with. */
  | { readonly kind: 'unsigned'; readonly why: string };

/** Asks, signed where that is asked for, and reads the answer. Never rejects. */
export async function exchangeSigned(
  question: Question,
  { agent, signer }: Pick<Login, 'agent' | 'signer'>,
  limitMs: number,
): Promise<SignedReply> {
  if (signer === null) return exchange(question, agent, limitMs);
  const end = performance.now() + limitMs;
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  try {
    const headers = await inTime(signer.sign(question), signal);
    return await exchange({ ...question, headers }, agent, end - performance.now());
  } catch (error) {
    if (signal.aborted) return { kind: 'too-late' };
    return { kind: 'unsigned', why: error instanceof Error ? error.message : String(error) };
  }
}

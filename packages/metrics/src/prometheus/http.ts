import { inTime } from '../aws/in-time.ts';
import { exchange, type Reply } from '../web/exchange.ts';
import type { Login } from './login.ts';

/** An answer, whatever it says, or why there is none. */
export type Signed =
  | Reply
  /** There is nothing to sign it with. */
  | { readonly kind: 'unsigned'; readonly why: string };

const FORM = 'application/x-www-form-urlencoded';

/** Sends a form, signed where that is asked for, and reads the answer. Never rejects. */
export async function post(
  url: string,
  form: Readonly<Record<string, string>>,
  { headers, agent, signer }: Login,
  limitMs: number,
): Promise<Signed> {
  const end = performance.now() + limitMs;
  const body = new URLSearchParams(form).toString();
  const question = {
    method: 'POST',
    url,
    headers: { ...headers, accept: 'application/json', 'content-type': FORM },
    body,
  } as const;
  if (signer === null) return exchange(question, agent, limitMs);
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  try {
    const signed = await inTime(signer.sign(question), signal);
    return await exchange({ ...question, headers: signed }, agent, end - performance.now());
  } catch (error) {
    if (signal.aborted) return { kind: 'too-late' };
    return { kind: 'unsigned', why: error instanceof Error ? error.message : String(error) };
  }
}

/** More than an engine has to say of one release. */
export const LARGEST_ANSWER = 8 * 1024 * 1024;

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** An answer, whatever it says, or why there is none. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-late' }
  /** `code` as the network names it, such as ECONNREFUSED. */
  | { readonly kind: 'broken'; readonly code: string };

export type Answered = Extract<Reply, { kind: 'answered' }>;

/**
 * Asks and reads the whole answer, up to a size and for so long. Redirects are not followed: a token must not follow
 * them. Never rejects.
 */
export async function exchange({ method, url, headers, body }: Question, limitMs: number): Promise<Reply> {
  const signal = AbortSignal.timeout(Math.max(1, limitMs));
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const text = await textOf(response);
    if (text === null) return { kind: 'too-large' };
    return { kind: 'answered', status: response.status, headers: response.headers, text };
  } catch (error) {
    return signal.aborted ? { kind: 'too-late' } : { kind: 'broken', code: codeOf(error) };
  }
}

/** Null where it is too large; the rest of it is not read. */
async function textOf(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** fetch hides in causes what went wrong. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

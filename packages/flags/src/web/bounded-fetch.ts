/** More than flags need. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

/**
 * Like fetch, but an answer is read whole, up to a size, and redirects are not followed: a token must not follow them.
 * @throws Error where there is no answer, or it is too large
 */
export async function boundedFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const body = await bodyOf(response);
  const empty = [101, 204, 205, 304].includes(response.status);
  return new Response(empty ? null : body, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}

async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Why nothing came, in a word or two: fetch hides it in causes. */
export function whyNot(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyNot(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return whyNot(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

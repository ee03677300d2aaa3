/** One HTTP request's body and headers. */
export interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What Slack says of a request that it refuses. */
const WORDS = [
  'action_prohibited',
  'channel_is_archived',
  'channel_not_found',
  'invalid_blocks',
  'invalid_payload',
  'invalid_token',
  'no_active_hooks',
  'no_service',
  'no_team',
  'no_text',
  'posting_to_general_channel_denied',
  'team_disabled',
  'user_not_found',
] as const;

/** What became of a request. Nothing that a server wrote is kept: it may repeat the address or the secret. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | null;
      /** Whether it says that it is JSON. */
      readonly json: boolean;
      /** Null where it is no word that is known. */
      readonly word: (typeof WORDS)[number] | null;
    }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'broken'; readonly code: string };

/** Posts JSON once. Redirects are not followed: the body is for that address alone. Never rejects. */
export async function post(
  url: string,
  { body, headers }: Message,
  limitMs: number,
  cut: AbortSignal,
): Promise<Reply> {
  const late = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'glidepath', ...headers, 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([late, cut]),
    });
    return {
      kind: 'answered',
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      json: /^application\/json\b/i.test(response.headers.get('content-type') ?? ''),
      word: response.ok ? await nothing(response) : await wordOf(response),
    };
  } catch (error) {
    return late.aborted ? { kind: 'too-late' } : { kind: 'broken', code: codeOf(error) };
  }
}

/** The connection is free again; nobody reads what a server has to say. */
async function nothing({ body }: Response): Promise<null> {
  await body?.cancel();
  return null;
}

/** Of the answer's beginning: it may have no end. */
async function wordOf({ body }: Response): Promise<(typeof WORDS)[number] | null> {
  if (body === null) return null;
  const reader: ReadableStreamDefaultReader<unknown> = body.getReader();
  const { value: beginning } = await reader.read();
  await reader.cancel();
  const text = beginning instanceof Uint8Array ? Buffer.from(beginning).toString('latin1').trim() : '';
  return WORDS.find((word) => word === text) ?? null;
}

/** Node's name of the fault, such as ECONNREFUSED, from as deep as it stands; its message may hold the address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}

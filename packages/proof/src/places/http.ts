import { shown } from '@glidepath/images';
import { ProofError } from '../proof-error.ts';

export interface ServerQuestion {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON to send; none: it is only read. */
  readonly body?: string;
  /** In bytes: more is not read. */
  readonly limit: number;
  readonly secrets: readonly string[];
  /** As a message names it: `GitHub`. */
  readonly who: string;
}

export interface ServerAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  /** The next page; null: there is none. */
  readonly next: URL | null;
}

const PATIENCE_MS = 30_000;
const MOST_ATTEMPTS = 3;
const PAUSE_MS = 300;

/** Asks, and asks again over passing trouble. @throws ProofError `unreachable`, or `broken` where the answer is too large */
export async function askServer(question: ServerQuestion): Promise<ServerAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await askOnce(question);
      if (answer.status < 500 || attempt === MOST_ATTEMPTS) return answer;
    } catch (error) {
      if (error instanceof ProofError) throw error;
      if (attempt === MOST_ATTEMPTS) throw unreachable(question, error);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
  }
}

async function askOnce(question: ServerQuestion): Promise<ServerAnswer> {
  const { url, headers, body } = question;
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'user-agent': 'glidepath', ...headers },
    ...(body === undefined ? {} : { body }),
    // Whoever it sends us on to has no business with the token.
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: response.status, bytes: await bytesOf(response, question), next: nextPage(response, url) };
}

async function bytesOf(response: Response, { limit, who }: ServerQuestion): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body !== null)
    for await (const chunk of bodyOf(response.body)) {
      size += chunk.length;
      if (size > limit)
        throw new ProofError(
          'broken',
          `${who} has sent more than ${limit} bytes`,
          'check the address, and who stands behind it',
        );
      chunks.push(chunk);
    }
  return Buffer.concat(chunks);
}

/** Without the `any` that the runtime's types have for it. */
async function* bodyOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* body;
}

function nextPage(response: Response, asked: URL): URL | null {
  const link = /<([^>]*)>\s*;[^,]*\brel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  if (link === undefined || !URL.canParse(link, asked.href)) return null;
  const url = new URL(link, asked);
  // Elsewhere the token has no business.
  return url.origin === asked.origin ? url : null;
}

function unreachable({ who, url, secrets }: ServerQuestion, error: unknown): ProofError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ProofError(
    'unreachable',
    `${who} does not answer at ${url.host} (${shown(said, secrets)})`,
    'check the network, and try again',
  );
}

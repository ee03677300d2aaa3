import type { Readable, Writable } from 'node:stream';
import * as z from 'zod/mini';

/** Something that happened in the browser: "Runtime.exceptionThrown". */
export interface BrowserEvent {
  readonly method: string;
  readonly params: unknown;
}

const messageSchema = z.object({
  id: z.optional(z.number()),
  sessionId: z.optional(z.string()),
  method: z.optional(z.string()),
  params: z.optional(z.unknown()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ message: z.string() })),
});
type Message = z.infer<typeof messageSchema>;

/** A command that is not answered within this time never is. */
const PATIENCE_MS = 60_000;

/**
 * The Chrome DevTools Protocol over the browser's two pipes: JSON messages, each ended by a zero byte. Puppeteer would say
 * the same for 44 packages more, and without its types, since nothing of it is in the lockfile.
 */
export class Connection {
  readonly #out: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, (event: BrowserEvent) => void>();
  #last = 0;
  #rest = '';

  constructor(out: Writable, back: Readable) {
    this.#out = out;
    // The browser's end closes both; whoever waits then is told by the time limit.
    out.on('error', () => undefined);
    back.setEncoding('utf8').on('data', (text: string) => {
      const messages = `${this.#rest}${text}`.split('\0');
      this.#rest = messages.pop() ?? '';
      for (const message of messages) this.#take(z.parse(messageSchema, JSON.parse(message)));
    });
  }

  /** Hears what happens in one session. */
  listen(session: string, listener: (event: BrowserEvent) => void): void {
    this.#listeners.set(session, listener);
  }

  /** @throws Error where the browser refuses, or its answer is not what `schema` says */
  async send<T>(
    method: string,
    params: Readonly<Record<string, unknown>>,
    schema: z.ZodMiniType<T>,
    session?: string,
  ): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    const answer = await new Promise<Message>((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(new Error(`the browser does not answer ${method}`));
      }, PATIENCE_MS);
      this.#waiting.set(id, (message) => {
        clearTimeout(limit);
        resolve(message);
      });
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
    });
    if (answer.error !== undefined) throw new Error(`the browser refuses ${method}: ${answer.error.message}`);
    return z.parse(schema, answer.result);
  }

  #take(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    } else if (message.method !== undefined && message.sessionId !== undefined) {
      this.#listeners.get(message.sessionId)?.({ method: message.method, params: message.params });
    }
  }
}

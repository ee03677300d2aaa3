import { TargetError } from '@glidepath/conductor';
import { request, type Dispatcher } from 'undici';
import * as z from 'zod/mini';
import { FIELD_MANAGER, KubeError, kubeObject, type KubeApi, type KubeObject } from './api.ts';
import type { Page, Streams, WatchLine } from './followed.ts';
import type { Access } from './login.ts';
import { refusal, unreachable, type Asked } from './troubles.ts';

/** For one answer. A loaded API server gives up by itself after a minute. */
const TIMEOUT_MS = 20_000;
/** A whole page of large objects; more is not what was asked for. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

const listAnswer = z.object({
  apiVersion: z.optional(z.string()),
  kind: z.optional(z.string()),
  metadata: z.optional(z.object({ resourceVersion: z.optional(z.string()) })),
  items: z.array(z.looseObject({})),
});
const watchLine = z.object({ type: z.string(), object: z.looseObject({}) });

type Method = 'GET' | 'PUT' | 'PATCH' | 'DELETE';

interface Question extends Asked {
  readonly method: Method;
  readonly body?: object;
  readonly type?: string;
}

/** Every method is a request, at once. */
export type KubeClient = Omit<KubeApi, 'watch' | 'news'> & Streams;

/** Requests to one API server over connections that are kept. */
export function openKubeClient(access: Access): KubeClient {
  return {
    async get(path) {
      try {
        return await object({ method: 'GET', path });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    list: async (path, query) => (await page(path, query)).items,

    page,

    async apply(path, body, { force, dryRun = false }) {
      const query = `fieldManager=${FIELD_MANAGER}&force=${force}${dryRun ? '&dryRun=All' : ''}`;
      return object({
        method: 'PATCH',
        path: `${path}?${query}`,
        body,
        type: 'application/apply-patch+yaml',
      });
    },

    replace: async (path, body) =>
      object({ method: 'PUT', path: `${path}?fieldManager=${FIELD_MANAGER}`, body }),

    tryReplace: async (path, body) =>
      object({ method: 'PUT', path: `${path}?fieldManager=${FIELD_MANAGER}&dryRun=All`, body }),

    async patch(path, body) {
      const type = Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
      const query = `fieldManager=${FIELD_MANAGER}`;
      return object({ method: 'PATCH', path: `${path}?${query}`, body, type });
    },

    async remove(path, uid, dryRun = false) {
      const body = {
        // It is there until all that it owns is gone.
        propagationPolicy: 'Foreground',
        ...(uid === null ? {} : { preconditions: { uid } }),
      };
      try {
        const query = dryRun ? '?dryRun=All' : '';
        await ask({ method: 'DELETE', path: path + query, body });
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },

    stream,

    close: async () => access.close(),
  };

  async function page(path: string, query?: string): Promise<Page> {
    const asked = query === undefined ? path : `${path}?${query}`;
    const answer = understood(listAnswer, await ask({ method: 'GET', path: asked }), path);
    const kind = answer.kind?.replace(/List$/, '');
    return {
      version: answer.metadata?.resourceVersion ?? '',
      // In a list they don't say what they are.
      items: answer.items.map((item) =>
        understood(kubeObject, { kind, apiVersion: answer.apiVersion, ...item }, path),
      ),
    };
  }

  async function* stream(path: string, query: string, signal: AbortSignal): AsyncGenerator<WatchLine> {
    const question = { method: 'GET', path: `${path}?${query}` } as const;
    const answer = await send(question, await access.login(), signal);
    if (answer.statusCode !== 200)
      throw refusal(question, answer.statusCode, await textOf(answer.body), access);
    try {
      for await (const line of linesOf(answer.body)) yield understood(watchLine, JSON.parse(line), path);
    } catch (error) {
      throw error instanceof TargetError ? error : unreachable(whyNot(error), access);
    }
  }

  async function object(question: Question): Promise<KubeObject> {
    return understood(kubeObject, await ask(question), question.path);
  }

  async function ask(question: Question): Promise<unknown> {
    const { status, text } = await exchange(question);
    if (status < 200 || status >= 300) throw refusal(question, status, text, access);
    try {
      return JSON.parse(text);
    } catch {
      throw new TargetError(
        `What ${access.server} answered is no JSON; check the server in the kubeconfig, and what stands between.`,
      );
    }
  }

  /** A login that is refused is renewed once: it may have expired since it was made. */
  async function exchange(question: Question, renewed = false): Promise<{ status: number; text: string }> {
    const login = await access.login();
    const answer = await send(question, login, AbortSignal.timeout(TIMEOUT_MS));
    const text = await textOf(answer.body);
    if (answer.statusCode !== 401 || renewed) return { status: answer.statusCode, text };
    await access.forget(login);
    return exchange(question, true);
  }

  async function send(
    { method, path, body, type = 'application/json' }: Question,
    login: Awaited<ReturnType<Access['login']>>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await request(`${access.server}${path}`, {
        method,
        dispatcher: login.dispatcher,
        signal,
        headersTimeout: TIMEOUT_MS,
        // A watch is silent as long as nothing happens; who follows it knows for how long.
        bodyTimeout: 0,
        headers: {
          ...login.headers,
          accept: 'application/json',
          'user-agent': 'glidepath',
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
    } catch (error) {
      throw unreachable(whyNot(error), access);
    }
  }

  async function textOf(body: AsyncIterable<unknown>): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        if (!(chunk instanceof Uint8Array)) continue;
        size += chunk.byteLength;
        if (size > LARGEST_ANSWER) throw new Error('more than 64 MiB came');
        chunks.push(chunk);
      }
    } catch (error) {
      throw unreachable(whyNot(error), access);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  function understood<T>(schema: z.ZodMiniType<T>, value: unknown, path: string): T {
    const parsed = z.safeParse(schema, value);
    if (parsed.success) return parsed.data;
    throw new TargetError(
      `What ${access.server} answered to ${path} is not understood: ${parsed.error.issues[0]?.path.join('.') ?? ''}.`,
    );
  }
}

/** A namespace that is missing is no object that is missing. */
function isMissing(error: unknown): boolean {
  return error instanceof KubeError && error.status === 404 && error.reason === 'NotFound';
}

async function* linesOf(body: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LARGEST_ANSWER) throw new Error('a line is too long');
    yield* lines.filter((line) => line !== '');
  }
}

function whyNot(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyNot(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  if (error.cause !== undefined) return whyNot(error.cause);
  return 'code' in error && typeof error.code === 'string'
    ? `${error.code}: ${error.message}`
    : error.message;
}

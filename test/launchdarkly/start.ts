import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { text as textOf } from 'node:stream/consumers';
import { Faults, type Fault } from '../github/server/faults.ts';
import { answer } from './api.ts';
import type { Answer, Token } from './asked.ts';
import { launchDarklyContract } from './contract.ts';
import { World } from './world.ts';

/** What was asked, and what came back; null where nothing did. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly status: number | null;
}

/** An emulated LaunchDarkly. */
export interface LaunchDarkly extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** The state itself, to look at and to change as people do. */
  readonly world: World;
  readonly tokens: Map<string, Token>;
  readonly faults: Faults;
  readonly calls: Call[];
  /** What did not fit LaunchDarkly's description. A test that ends well has none. */
  readonly violations: readonly string[];
  /** Called before a call is answered: what somebody else does in that moment. */
  meanwhile: ((method: string) => void) | null;
}

/** One token that may do all. */
export const TOKEN = 'api-00000000-1111-2222-3333-444444444444';

/** @param port a free one unless told */
export async function startLaunchDarkly({
  port = 0,
}: { readonly port?: number } = {}): Promise<LaunchDarkly> {
  const contract = await launchDarklyContract();
  const violations: string[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(String(error));
      response.destroy();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

  const emulator: LaunchDarkly = {
    url: `http://127.0.0.1:${address.port}`,
    world: new World(),
    tokens: new Map([
      [
        TOKEN,
        {
          name: 'glidepath',
          rights: [
            'viewProject',
            'viewAuditLog',
            'updateOn',
            'updateFallthrough',
            'createApprovalRequest',
            'applyApprovalRequest',
            'deleteApprovalRequest',
          ],
        },
      ],
    ]),
    faults: new Faults(),
    calls: [],
    violations,
    meanwhile: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return emulator;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost');
    const { method = 'GET' } = request;
    const query = search.slice(1);
    const text = await textOf(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const fault = emulator.faults.take(method, path, path);
    const ends = (status: number | null): void => {
      emulator.calls.push({ method, path, query, body, status });
    };
    if (fault?.kind === 'timeout') return ends(null);
    if (fault?.kind === 'reset') {
      ends(null);
      request.socket.resetAndDestroy();
      return;
    }
    const planned = fault === null ? null : instead(fault);
    if (planned !== null) {
      ends(planned.status);
      response.writeHead(planned.status, planned.headers).end(planned.text);
      return;
    }
    emulator.meanwhile?.(method);
    const call = {
      method: method.toLowerCase(),
      path,
      query,
      headers: { 'content-type': 'application/json' },
      body,
    };
    for (const wrong of contract.checkRequest(call)) violations.push(`${method} ${path}: ${wrong}`);
    const { status, json } = answerTo(request, { method, path, query, body });
    for (const wrong of contract.checkResponse(call, status, json))
      violations.push(`${method} ${path} answered ${status}: ${wrong}`);
    if (fault?.kind === 'lost-answer') {
      ends(null);
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'slow') await sleep(fault.ms);
    ends(status);
    const bytes = Buffer.from(status === 204 ? '' : JSON.stringify(json));
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
    if (fault?.kind === 'truncated') {
      response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
      return;
    }
    response.end(bytes);
  }

  function answerTo(
    { headers }: IncomingMessage,
    { method, path, query, body }: Omit<Call, 'status'>,
  ): Answer {
    return answer(emulator.world, {
      method,
      path,
      search: new URLSearchParams(query),
      contentType: headers['content-type'] ?? '',
      body,
      token: emulator.tokens.get(headers.authorization ?? '') ?? null,
    });
  }
}

interface Planned {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A plain answer in place of the true one; null where the true one is given. */
function instead(fault: Fault): Planned | null {
  switch (fault.kind) {
    case 'status': {
      const { status, message = 'Something went wrong', headers = {}, html } = fault;
      return html === true
        ? { status, headers: { 'content-type': 'text/html', ...headers }, text: `<html>${message}</html>` }
        : {
            status,
            headers: { 'content-type': 'application/json', ...headers },
            text: JSON.stringify({ code: 'error', message }),
          };
    }
    case 'rate-limit': {
      const reset = Date.now() + (fault.resetIn ?? 0) * 1000;
      return {
        status: 429,
        headers: {
          'content-type': 'application/json',
          ...(fault.bare === true
            ? {}
            : { 'x-ratelimit-route-remaining': '0', 'x-ratelimit-reset': String(Math.round(reset)) }),
        },
        text: JSON.stringify({
          code: 'rate_limited',
          message: "You've exceeded the API rate limit. Try again later.",
        }),
      };
    }
    case 'secondary-limit':
      throw new Error('LaunchDarkly has no secondary limit');
    case 'timeout':
    case 'reset':
    case 'truncated':
    case 'lost-answer':
    case 'slow':
      return null;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { text as textOf } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallLog } from './calls.ts';
import { faultAnswer } from './fault-answers.ts';
import type { Fault, Faults } from './faults.ts';
import type { Answer, Incoming, Pipeline } from './pipeline.ts';

/** One API call from the socket and back, with what goes wrong in between. */
export async function listen(
  {
    pipeline,
    faults,
    calls,
  }: { readonly pipeline: Pipeline; readonly faults: Faults; readonly calls: CallLog },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: search } = new URL(request.url ?? '/', 'http://localhost');
  const { method = 'GET', headers } = request;
  const incoming: Incoming = { method, pathname, search, headers, text: await textOf(request) };
  const match = pipeline.match(incoming);
  const route = match?.route ?? pathname;
  const path = readable(pathname);
  const login = pipeline.callerOf(incoming)?.login ?? '';
  const end = calls.begin({ method, route, path, login, at: Date.now() });
  const fault = faults.take(method, route, path);
  const planned = fault === null ? null : faultAnswer(fault);
  const kind = fault?.kind ?? null;
  // Nothing is done, and nothing comes back.
  if (fault?.kind === 'timeout') return end({ status: null, cost: 0, fault: kind });
  if (fault?.kind === 'reset') {
    end({ status: null, cost: 0, fault: kind });
    request.socket.resetAndDestroy();
    return;
  }
  const answer =
    planned === null
      ? await pipeline.answer(incoming, match)
      : withoutLimits(pipeline.finish(incoming, match, planned), fault);
  const isLost = fault?.kind === 'lost-answer' || fault?.kind === 'truncated';
  end({ status: isLost ? null : answer.status, cost: answer.cost, fault: kind });
  await send(request, response, answer, fault);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, text }: Answer,
  fault: Fault | null,
): Promise<void> {
  if (fault?.kind === 'lost-answer') {
    if (fault.hang !== true) request.socket.destroy();
    return;
  }
  if (fault?.kind === 'slow') await sleep(fault.ms);
  const bytes = Buffer.from(text);
  response.writeHead(
    status,
    status === 204 || status === 304 ? headers : { ...headers, 'content-length': bytes.length },
  );
  if (fault?.kind === 'truncated') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
    return;
  }
  response.end(bytes);
}

/** A rate limit without the headers that tell of it. */
function withoutLimits(answer: Answer, fault: Fault | null): Answer {
  if (fault?.kind !== 'rate-limit' || fault.bare !== true) return answer;
  const headers = Object.entries(answer.headers).filter(([name]) => !name.startsWith('x-ratelimit-'));
  return { ...answer, headers: Object.fromEntries(headers) };
}

function readable(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

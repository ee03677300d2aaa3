import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { because } from '../errors.ts';
import { parseJson } from '../durable.ts';
import {
  ordersSchema,
  PROTOCOL,
  type CountersAnswer,
  type HistoryAnswer,
  type Orders,
  type Refusal,
  type StateAnswer,
} from '../protocol.ts';
import { log } from './log.ts';
import { Refused } from './refused.ts';

/** What can be asked of the daemon. */
export interface Office {
  state(): StateAnswer;
  counters(): Promise<CountersAnswer>;
  history(): HistoryAnswer;
  /** @throws Refused */
  take(orders: Orders): Promise<void>;
  /** Ends the daemon and all that it runs; resolves before that is done. */
  stop(): Promise<void>;
}

const LARGEST_BODY = 1024 * 1024;

/** The daemon's own API, for the loopback. Whoever asks must hold the token from daemon.json. */
export function createAdmin(office: Office, token: string): Server {
  return createServer((req, res) => {
    answer(office, token, req, res).catch((error: unknown) => {
      if (error instanceof Refused) {
        refuse(res, statusOf(error.code), error.code, error.message);
        return;
      }
      log(`admin: ${because(error)}`);
      refuse(res, 500, 'internal', because(error));
    });
  });
}

async function answer(
  office: Office,
  token: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (!sameSecret(req.headers.authorization ?? '', `Bearer ${token}`)) {
    refuse(res, 401, 'invalid', 'The token is missing or wrong.');
    return;
  }
  switch (`${req.method} ${req.url}`) {
    case 'GET /v1/state':
      reply(res, 200, office.state());
      return;
    case 'GET /v1/counters':
      reply(res, 200, await office.counters());
      return;
    case 'GET /v1/history':
      reply(res, 200, office.history());
      return;
    case 'PUT /v1/desired':
      await office.take(await readOrders(req));
      reply(res, 200, {});
      return;
    case 'POST /v1/stop':
      await office.stop();
      reply(res, 202, {});
      return;
    default:
      refuse(res, 404, 'invalid', `There is no ${req.method} ${req.url}.`);
  }
}

async function readOrders(req: IncomingMessage): Promise<Orders> {
  if (Number(req.headers['content-length'] ?? Infinity) > LARGEST_BODY) {
    throw new Refused('invalid', `The orders are larger than ${LARGEST_BODY} bytes, or of no stated size.`);
  }
  const orders = parseJson(await text(req), ordersSchema);
  if (orders === null) {
    throw new Refused('invalid', `These are no orders of protocol ${PROTOCOL}.`);
  }
  return orders;
}

function statusOf(code: Refusal['error']): number {
  switch (code) {
    case 'fence':
    case 'port':
      return 409;
    case 'not-staged':
      return 422;
    case 'invalid':
      return 400;
    case 'stopping':
      return 503;
    case 'internal':
      return 500;
  }
}

function refuse(res: ServerResponse, status: number, error: Refusal['error'], message: string): void {
  reply(res, status, { error, message } satisfies Refusal);
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

/** Takes as long for a near miss as for a wild guess; digests, because only equal lengths can be compared so. */
function sameSecret(given: string, right: string): boolean {
  const [a, b] = [given, right].map((value) => createHash('sha256').update(value).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import type { Login } from '../access.ts';
import { Loopback, testAccess, type Asked } from '../testing/loopback.ts';
import { blobOfBytes } from './blob.ts';
import { Repository } from './repository.ts';

const BYTES = Buffer.from('0123456789');
const BLOB = blobOfBytes(BYTES);
const UPLOAD = '/v2/shop/app/blobs/uploads/1';

interface Fault {
  /** Whether it fails this request. */
  meets(asked: Asked): boolean;
  fail(response: ServerResponse, store: Store): void;
}

/** As much of a registry as an upload needs, with faults that are used up. */
class Store {
  readonly faults: Fault[] = [];
  received = Buffer.alloc(0);
  stored: Buffer | null = null;
  readonly answer = (asked: Asked, response: ServerResponse): void => {
    const fault = this.faults[0];
    if (fault?.meets(asked) === true) {
      this.faults.shift();
      fault.fail(response, this);
      return;
    }
    const headers = { location: `${UPLOAD}?state=x`, range: `0-${Math.max(0, this.received.length - 1)}` };
    switch (asked.method) {
      case 'HEAD':
        response.writeHead(this.stored === null ? 404 : 200).end();
        break;
      case 'POST':
        this.received = Buffer.alloc(0);
        response.writeHead(202, headers).end();
        break;
      case 'GET':
        response.writeHead(204, headers).end();
        break;
      case 'PATCH':
        this.received = Buffer.concat([this.received, asked.body]);
        response.writeHead(202, headers).end();
        break;
      default:
        this.stored = Buffer.concat([this.received, asked.body]);
        response.writeHead(this.stored.equals(BYTES) ? 201 : 400).end();
        if (!this.stored.equals(BYTES)) this.stored = null;
    }
  };
}

const isPut = ({ method }: Asked): boolean => method === 'PUT';
/** The registry has the first bytes when the line is cut. */
const cutAfter = (count: number): Fault => ({
  meets: isPut,
  fail: (response, store) => {
    store.received = BYTES.subarray(0, count);
    response.destroy();
  },
});

async function push(faults: readonly Fault[], login: Login | null = null) {
  const store = new Store();
  store.faults.push(...faults);
  const server = await Loopback.start(store.answer);
  const access = testAccess({ login: async () => login });
  const repository = new Repository({ registry: server.host, repository: 'shop/app' }, access);
  const outcome = await repository.pushBlob(BLOB).catch((error: unknown) => error);
  const steps = server.asked.map(({ method, headers, body }) =>
    [method, headers['content-range'], body.toString()]
      .filter((part) => part !== undefined && part !== '')
      .join(' '),
  );
  return { outcome, steps, stored: store.stored, asked: server.asked };
}

it('sends a blob in one go', async () => {
  const { outcome, steps, asked } = await push([]);
  expect(outcome).toBe('sent');
  expect(steps).toEqual(['HEAD', 'POST', 'PUT 0123456789']);
  expect(asked[2]?.query.get('digest')).toBe(BLOB.digest);
  expect(asked[2]?.query.get('state')).toBe('x');
});

it('goes on where the registry was cut off', async () => {
  const { outcome, steps, stored } = await push([cutAfter(4)]);
  expect(outcome).toBe('sent');
  expect(stored?.equals(BYTES)).toBe(true);
  expect(steps).toEqual(['HEAD', 'POST', 'PUT 0123456789', 'GET', 'PATCH 4-9 456789', 'PUT']);
});

it('only ends an upload of which all has arrived', async () => {
  const { steps, outcome } = await push([cutAfter(10)]);
  expect(outcome).toBe('sent');
  expect(steps.slice(3)).toEqual(['GET', 'PUT']);
});

it.each<[string, Fault[]]>([
  ['has nothing of it', [cutAfter(0)]],
  [
    'has forgotten it',
    [cutAfter(4), { meets: ({ method }) => method === 'GET', fail: (r) => r.writeHead(404).end() }],
  ],
  [
    'does not agree',
    [
      cutAfter(4),
      { meets: ({ method }) => method === 'PATCH', fail: (r) => r.writeHead(416).end() },
      cutAfter(0),
    ],
  ],
  ['is in trouble', [{ meets: isPut, fail: (r) => r.writeHead(500).end() }]],
  [
    'has put it together wrongly',
    [
      cutAfter(4),
      {
        meets: ({ method }) => method === 'PATCH',
        fail: (r, store) => {
          store.received = Buffer.from('wrong');
          r.writeHead(202, { location: UPLOAD }).end();
        },
      },
    ],
  ],
])('begins anew where the registry %s', async (_name, faults) => {
  const { outcome, stored, steps } = await push(faults);
  expect(outcome).toBe('sent');
  expect(stored?.equals(BYTES)).toBe(true);
  expect(steps.filter((step) => step === 'POST')).toHaveLength(2);
  expect(steps.at(-1)).toBe('PUT 0123456789');
});

it('does not send again what has arrived although the answer was lost', async () => {
  const lost: Fault = {
    meets: isPut,
    fail: (response, store) => {
      store.stored = BYTES;
      response.destroy();
    },
  };
  const { outcome, steps } = await push([lost]);
  expect(outcome).toBe('sent');
  expect(steps.filter((step) => step.startsWith('PUT'))).toHaveLength(1);
});

it.each<[number, string, string]>([
  [403, '', 'refused'],
  [413, '', 'too-large'],
  [507, '', 'full'],
  [500, '{"errors":[{"code":"UNKNOWN","detail":{"Err":"write: no space left on device"}}]}', 'full'],
  [400, '', 'broken'],
])('ends at %d', async (status, body, kind) => {
  const { outcome, steps } = await push([
    { meets: isPut, fail: (response) => response.writeHead(status).end(body) },
  ]);
  expect(outcome).toMatchObject({ kind });
  expect(steps).toHaveLength(3);
});

it('waits as long as it is told, and sends again', async () => {
  const busy: Fault = {
    meets: isPut,
    fail: (response) => response.writeHead(429, { 'retry-after': '2' }).end(),
  };
  const { outcome, steps } = await push([busy]);
  expect(outcome).toBe('sent');
  expect(steps).toEqual(['HEAD', 'POST', 'PUT 0123456789', 'PUT 0123456789']);
});

it('gives up in the end', async () => {
  const { outcome } = await push(Array.from({ length: 9 }, () => cutAfter(0)));
  expect(outcome).toMatchObject({ kind: 'unreachable' });
});

import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { Clients } from './clients.ts';
import { Trouble } from './trouble.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A service with faults of both kinds, and its own account of them. */
async function faultyService() {
  const account = { requests: 0, injected: 0, cut: 0 };
  const server = createServer((request, response) => {
    account.requests += 1;
    request.resume();
    response.setHeader('x-demo-release', 'v1');
    if (account.requests % 11 === 0) {
      account.cut += 1;
      response.writeHead(200, { 'content-length': 100 });
      response.write('half of', () => response.destroy());
    } else if (account.requests % 7 === 0) {
      account.injected += 1;
      response.setHeader('x-demo-fault', 'injected');
      response.writeHead(500).end();
    } else {
      response.end(request.url === '/export' ? 'end\n' : 'ok');
    }
  });
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  return { account, port: await promise };
}

it('counts what the service itself counts, and loses nothing under way at the end', async () => {
  const { account, port } = await faultyService();
  const heard = Promise.withResolvers<null>();
  const clients = new Clients({ port, rate: 300, window: 'first', onNews: () => heard.resolve(null) });
  await heard.promise;
  clients.open('second');
  await clients.close();
  const [first, second] = clients.windows;
  const sum = (of: 'requests' | 'settled' | 'failed' | 'failedNotByRelease') =>
    (first?.[of] ?? 0) + (second?.[of] ?? 0);
  expect(account.cut).toBeGreaterThan(0);
  expect(sum('requests')).toBe(account.requests);
  expect(sum('settled')).toBe(account.requests);
  expect(sum('failedNotByRelease')).toBe(account.cut);
  expect(sum('failed')).toBe(account.cut + account.injected);
});

it('says so when the generator ends early', async () => {
  const clients = new Clients({ port: 1, rate: 0, window: 'none', onNews: () => {} });
  await clients.close();
  expect(() => clients.windows).toThrow(Trouble);
});

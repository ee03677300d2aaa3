import { createServer, type Server, type ServerResponse } from 'node:http';
import { because } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import { isWebSocket, type Proxy } from './proxy.ts';

/** An idle connection of a client is kept longer than usual clients and load balancers keep it: they hang up, not we. */
const KEEP_ALIVE_MS = 75_000;

/** The server that users reach. */
export function createFront(proxy: Proxy): Server {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Counted from the connection's last answer, so it has to be the longer one.
    headersTimeout: KEEP_ALIVE_MS + 5000,
    requestTimeout: 0,
    noDelay: true,
    // Anything else that asks for an upgrade (h2c) is answered in HTTP/1.1, as the standard allows.
    shouldUpgradeCallback: isWebSocket,
  });
  server.on('request', (req, res) => {
    proxy.request(req, res);
  });
  server.on('upgrade', (req, socket, head) => {
    proxy.upgrade(req, socket, head);
  });
  return server;
}

/** The server that Prometheus scrapes. */
export function createMetricsServer(metrics: Metrics): Server {
  return createServer((req, res) => {
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
      res.writeHead(404, { 'content-type': 'text/plain' }).end('Look at /metrics.\n');
      return;
    }
    scrape(metrics, res).catch((error: unknown) => {
      res.writeHead(500, { 'content-type': 'text/plain' }).end(`${because(error)}\n`);
    });
  });
}

async function scrape({ registry }: Metrics, res: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  res.writeHead(200, { 'content-type': registry.contentType }).end(text);
}

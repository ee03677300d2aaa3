/**
 * A shop with one flag, which Unleash's own SDK evaluates for each user. It is started with the settings of
 * flagged-shop.ts in its environment, and counts what becomes of the requests of each side.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Counter, Histogram, Registry } from 'prom-client';
import { initialize } from 'unleash-client';

const port = Number(setting('PORT'));
const flag = setting('FLAG');
const names = { on: setting('NAME_ON'), off: setting('NAME_OFF') };
/** Share of the requests of the side `on` that fail, 0 to 1. */
let failRate = 0;
let asked = 0;

const registry = new Registry();
const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests that were answered.',
  labelNames: ['variation', 'code'],
  registers: [registry],
});
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'From the request to its answer.',
  labelNames: ['variation'],
  buckets: [0.01, 0.05, 0.1, 0.3, 1],
  registers: [registry],
});

const unleash = initialize({
  url: setting('UNLEASH_URL'),
  appName: 'shop',
  customHeaders: { Authorization: setting('UNLEASH_TOKEN') },
  refreshInterval: 200,
  metricsInterval: 1_000,
  backupPath: setting('BACKUP'),
});
// It goes on with what it has, as an application does.
unleash.on('error', () => undefined);
unleash.on('warn', () => undefined);
await once(unleash, 'synchronized');

const server = createServer((request, response) => void answer(request, response));
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => {
  unleash.destroy();
  server.close();
  server.closeIdleConnections();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop.invalid');
  switch (`${request.method} ${pathname}`) {
    case 'GET /healthz':
      response.end('ok');
      return;
    case 'GET /metrics':
      response.setHeader('content-type', registry.contentType);
      response.end(await registry.metrics());
      return;
    case 'GET /heard':
      response.end(heard());
      return;
    case 'POST /faults':
      failRate = Number(searchParams.get('rate'));
      response.end();
      return;
    case 'GET /':
      buy(searchParams.get('user') ?? '', response);
      return;
    default:
      response.writeHead(404).end();
  }
}

function buy(userId: string, response: ServerResponse): void {
  const started = performance.now();
  const on = unleash.isEnabled(flag, { userId });
  const variation = on ? names.on : names.off;
  const code = on && isToFail() ? 500 : 200;
  response.writeHead(code, { 'x-variation': variation }).end(variation);
  requests.inc({ variation, code: String(code) });
  durations.observe({ variation }, (performance.now() - started) / 1000);
}

/** `off`, or the percentage of the flag's first strategy, as the SDK has it now. */
function heard(): string {
  const { enabled = false, strategies = [] } = unleash.getFeatureToggleDefinition(flag) ?? {};
  const percentage: unknown = strategies?.[0]?.parameters?.rollout;
  if (!enabled) return 'off';
  return typeof percentage === 'string' ? percentage : 'none';
}

/** Every fifth, not one in five by chance. */
function isToFail(): boolean {
  asked += 1;
  return Math.floor(asked * failRate) > Math.floor((asked - 1) * failRate);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

import * as z from 'zod/mini';
import { UserError } from './user-error.ts';

/** What Prometheus kept of two counters: a range query of its HTTP API. */

export interface PrometheusRange {
  /** The server, as http://prometheus:9090 or with a path before /api/v1. */
  readonly url: string;
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  /** Sent as a bearer token, and never shown; null: none. */
  readonly token: string | null;
}

/** One series of counters over time. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
}

export interface Point {
  /** In ms since 1970. */
  readonly at: number;
  readonly value: number;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Prometheus refuses more points of one series. */
const MOST_POINTS = 11_000;

const Answer = z.union([
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('matrix'),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/**
 * The series of a query. The query names counters, such as http_requests_total{service="checkout"}: no rate() and no
 * increase() of them.
 * @throws UserError where it can't be asked or answered; the message names the server and no token
 */
export async function queryCounters(range: PrometheusRange, query: string): Promise<readonly RangeSeries[]> {
  const series = await queryRange(range, query);
  refuseRates(query, series);
  return series;
}

/** Counters fall when a process starts anew, and hardly ever else. */
function refuseRates(query: string, series: readonly RangeSeries[]): void {
  let [steps, falls] = [0, 0];
  for (const { points } of series) {
    for (const [i, { value }] of points.entries()) {
      const before = points[i - 1]?.value ?? value;
      if (value !== before) steps += 1;
      if (value < before) falls += 1;
    }
  }
  if (steps >= 8 && falls > steps / 4) {
    throw new UserError(
      `${JSON.stringify(query)} falls again and again, so it is no counter; leave out rate() or increase()`,
    );
  }
}

async function queryRange(range: PrometheusRange, query: string): Promise<readonly RangeSeries[]> {
  const address = addressOf(range, query);
  const text = await fetched(address, range.token);
  const parsed = Answer.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new UserError(
      `${address.host} did not answer as Prometheus does, --prometheus names the server, such as http://prometheus:9090`,
    );
  }
  if (parsed.data.status === 'error')
    throw new UserError(`${address.host} refused the query ${quoted(query)}: ${quoted(parsed.data.error)}`);
  return parsed.data.data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([seconds, value]) => ({ at: Math.round(seconds * 1000), value: numberOf(value) })),
  }));
}

function addressOf({ url, from, to, stepMs }: PrometheusRange, query: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new UserError(`--prometheus is ${quoted(url)}, write a URL such as http://prometheus:9090`);
  }
  if (address.username !== '' || address.password !== '') {
    throw new UserError(
      '--prometheus has a password in its URL, which would show up in logs; set GLIDEPATH_PROMETHEUS_TOKEN instead',
    );
  }
  const points = (to - from) / stepMs;
  if (!(points >= 1)) throw new UserError('the range holds no step, ask for a longer one');
  if (points > MOST_POINTS) {
    const step = Math.ceil((to - from) / MOST_POINTS / 1000);
    throw new UserError(
      `the range has more than ${MOST_POINTS} steps, which Prometheus refuses; ask for a shorter one, or --step ${step}s`,
    );
  }
  address.pathname = `${address.pathname.replace(/\/$/, '')}/api/v1/query_range`;
  address.search = new URLSearchParams({
    query,
    start: String(from / 1000),
    end: String(to / 1000),
    step: String(stepMs / 1000),
  }).toString();
  return address;
}

async function fetched(address: URL, token: string | null): Promise<string> {
  try {
    const response = await fetch(address, {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      // Another server must not be sent the token.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await limited(response);
    // Prometheus tells what is wrong with a query beside these.
    if (response.ok || response.status === 400 || response.status === 422) return text;
    const mend = response.status === 401 || response.status === 403 ? ', set GLIDEPATH_PROMETHEUS_TOKEN' : '';
    throw new UserError(`${address.host} answered with status ${response.status}${mend}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${address.host} can't be asked: ${whyOf(error)}`);
  }
}

const Chunk = z.instanceof(Uint8Array);

async function limited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    const part = Chunk.parse(chunk);
    bytes += part.length;
    if (bytes > MOST_BYTES) {
      throw new UserError(
        `the answer is larger than ${MOST_BYTES / 1024 ** 2} MiB, ask for less time or fewer series`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function numberOf(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

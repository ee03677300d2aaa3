import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import type { Contract } from '../../../../../test/contract/contract.ts';
import { datadogContract } from '../../../../../test/datadog/contract.ts';
import { json, type Behaviour } from '../../prometheus/testing/api-server.ts';
import { monitorsFor, type KnownDowntime, type KnownMonitor } from './fake-monitors.ts';

/** What an application sent: a count, or one value of a distribution. */
export interface Sent {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
  readonly value: number;
  /** Since when a query finds it; without it at once. */
  readonly arrived?: number;
}

export const API_KEY = 'api-key-hush';
export const APP_KEY = 'app-key-hush';

const bodySchema = z.object({
  data: z.object({
    attributes: z.object({
      from: z.int(),
      to: z.int(),
      interval: z.int(),
      queries: z.array(z.object({ name: z.string(), query: z.string() })),
      formulas: z.array(z.object({ formula: z.string() })),
    }),
  }),
});
type Asked = z.output<typeof bodySchema>['data']['attributes'];

const QUERY =
  /^(?<aggregator>sum|count|count\(v: v(?<operator>>=|>)(?<threshold>[\d.]+)\)):(?<metric>[\w.]+)\{(?<filter>[^{}() ]+)\}(?: by \{(?<tag>[\w.-]+)\})?\.as_count\(\)$/;

/**
 * Datadog on loopback, with what was sent to it. Queries are really made; of their language it knows what these tests
 * write, the rest it refuses. Requests and good answers are held against Datadog's own OpenAPI description.
 */
export class FakeDatadog {
  readonly sent: Sent[] = [];
  readonly monitors: KnownMonitor[] = [];
  /** By the monitor's number. */
  readonly downtimes = new Map<number, readonly KnownDowntime[]>();
  readonly asked: Asked[] = [];
  readonly paths: string[] = [];
  readonly violations: string[] = [];
  /** Goes before what it would answer. */
  readonly next: Behaviour[] = [];
  /** By path; likewise. */
  readonly instead = new Map<string, Behaviour>();
  behaviour: Behaviour | null = null;
  /** What is known at that moment is found. */
  now = 0;
  /** Distributions whose percentiles are not enabled. */
  readonly withoutPercentiles = new Set<string>();
  headers: Readonly<Record<string, string>> = {};
  readonly #server: Server;
  readonly #contract: Contract;

  private constructor(contract: Contract) {
    this.#contract = contract;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeDatadog> {
    const fake = new FakeDatadog(await datadogContract());
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const method = request.method?.toLowerCase() ?? '';
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const call = { method, path, headers, body, query };
    this.paths.push(path);
    this.violations.push(...this.#contract.checkRequest(call));
    const seen = { method, path, body: text, query: '', headers: request.headers };
    const play = this.next.shift() ?? this.instead.get(path) ?? this.behaviour;
    if (play !== null) return play(response, seen);
    const [status, answer] = this.#reply(path, new URLSearchParams(query), headers, body);
    this.violations.push(...this.#contract.checkResponse(call, status, answer));
    json(status, answer, this.headers)(response, seen);
  }

  #reply(
    path: string,
    search: URLSearchParams,
    headers: Readonly<Record<string, string>>,
    body: unknown,
  ): readonly [number, unknown] {
    if (headers['dd-api-key'] !== API_KEY || headers['dd-application-key'] !== APP_KEY)
      return [403, { errors: ['Forbidden'] }];
    if (path === '/api/v2/validate_keys') return [200, { status: 'ok' }];
    if (path === '/api/v1/monitor') return [200, monitorsFor(this.monitors, search)];
    const muted = /^\/api\/v2\/monitor\/(?<id>\d+)\/downtime_matches$/.exec(path)?.groups?.['id'];
    if (muted !== undefined) return [200, { data: this.downtimes.get(Number(muted)) ?? [] }];
    const asked = bodySchema.parse(body).data.attributes;
    // Datadog would lengthen the intervals.
    if ((asked.to - asked.from) / asked.interval > 1_500) this.violations.push('more than 1,500 points');
    this.asked.push(asked);
    const parts = asked.queries.map(({ query }) => QUERY.exec(query)?.groups ?? null);
    const wrong = parts.findIndex(
      (part) =>
        part === null ||
        (part['operator'] !== undefined && this.withoutPercentiles.has(part['metric'] ?? '')),
    );
    if (wrong >= 0) return [400, { errors: [`Invalid query: ${asked.queries[wrong]?.query ?? ''}`] }];
    const found = parts.flatMap((part, query) => this.#rows(part ?? {}, query, asked));
    const times = [...new Set(found.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
    const attributes = {
      series: found.map(({ query, tags }) => ({ group_tags: tags, query_index: query })),
      times,
      values: found.map(({ points }) => times.map((time) => points.get(time) ?? null)),
    };
    return [200, { data: { id: '0', type: 'timeseries_response', attributes } }];
  }

  #rows(
    part: Readonly<Record<string, string | undefined>>,
    query: number,
    { from, to, interval }: Asked,
  ): readonly { query: number; tags: readonly string[]; points: ReadonlyMap<number, number> }[] {
    const groups = new Map<string, Map<number, number>>();
    const wanted = (part['filter'] ?? '').split(',');
    for (const { metric, tags, at, value, arrived = 0 } of this.sent) {
      if (metric !== part['metric'] || at < from || at >= to || arrived > this.now) continue;
      const own = new Set(Object.entries(tags).map(([key, one]) => `${key}:${one}`));
      if (!wanted.every((tag) => tag === '*' || own.has(tag))) continue;
      const [threshold, operator] = [Number(part['threshold']), part['operator']];
      if (operator === '>' && !(value > threshold)) continue;
      if (operator === '>=' && !(value >= threshold)) continue;
      const key = part['tag'] === undefined ? '' : `${part['tag']}:${tags[part['tag']] ?? 'N/A'}`;
      const points = groups.get(key) ?? new Map<number, number>();
      groups.set(key, points);
      const bucket = Math.floor(at / interval) * interval;
      points.set(bucket, (points.get(bucket) ?? 0) + (part['aggregator'] === 'sum' ? value : 1));
    }
    return [...groups].map(([key, points]) => ({ query, tags: key === '' ? [] : [key], points }));
  }
}

import { createServer, type RequestListener, type Server } from 'node:http';
import { PRODUCTION } from '@glidepath/conductor/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { queryCounters, type PrometheusRange } from './recorded-prometheus.ts';
import { prometheusSamples } from './replay-prometheus.ts';
import { prometheusTraffic } from './simulate-traffic.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback that answers as the test has it; its address. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

interface Told {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** Answers each query with its series. */
function prometheus(queries: Readonly<Record<string, readonly Told[]>>): RequestListener {
  return (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
    response.end(
      JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: queries[query] ?? [] } }),
    );
  };
}

function range(url: string, token: string | null = null): PrometheusRange {
  return { url, from: 1_000_000, to: 1_180_000, stepMs: 60_000, token };
}

function requests(version: string, code: string, count: string): Told {
  return { metric: { __name__: 'requests', version, code }, values: [[1000, count]] };
}

describe('a Prometheus', () => {
  it('is asked for its range, with the token in a header', async () => {
    const seen: string[] = [];
    const url = await serving((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      prometheus({})(request, response);
    });
    await queryCounters(range(`${url}/prefix/`, 'secret'), 'http_requests_total{a="b"}');
    expect(seen).toEqual([
      '/prefix/api/v1/query_range?query=http_requests_total%7Ba%3D%22b%22%7D&start=1000&end=1180&step=60 Bearer secret',
    ]);
  });

  it('gives traffic: growth of all series together, also of one that began anew', async () => {
    const url = await serving(
      prometheus({
        total: [
          {
            metric: { pod: 'a' },
            values: [
              [1000, '100'],
              [1060, '700'],
              [1120, '60'],
              [1180, '660'],
            ],
          },
          {
            metric: { pod: 'b' },
            values: [
              [1060, '5'],
              [1120, '605'],
              [1180, '1205'],
            ],
          },
        ],
        bad: [
          {
            metric: { pod: 'a' },
            values: [
              [1000, '0'],
              [1060, '6'],
              [1120, '6'],
              [1180, '12'],
            ],
          },
        ],
      }),
    );
    const source = { kind: 'prometheus', range: range(url), total: 'total', bad: 'bad' } as const;
    const { traffic } = await prometheusTraffic(PRODUCTION, source, null);
    expect(traffic).toEqual({
      slotMs: 60_000,
      slots: [
        { rps: 10, rates: [0.01] },
        { rps: 11, rates: [0] },
        { rps: 20, rates: [0.005] },
      ],
    });
  });

  it('gives both releases, told apart by a label, failures beside their requests', async () => {
    const url = await serving(
      prometheus({
        total: [
          requests('v2', '200', '90'),
          requests('v2', '500', '10'),
          requests('v1', '200', '900'),
          requests('v0', '200', '7'),
        ],
        bad: [requests('v2', '500', '10')],
      }),
    );
    const counters = {
      range: range(url),
      total: 'total',
      bad: 'bad',
      split: 'version',
      candidate: 'v2',
      stable: 'v1',
      sli: null,
    };
    const slis = [{ name: 'availability', budget: 0.01 }];
    const common = { at: 1_000_000, sli: 'availability', weight: null };
    expect(await prometheusSamples(counters, slis)).toEqual([
      { ...common, release: 'candidate', series: { id: 'version=v2', bad: 10, total: 100 } },
      { ...common, release: 'stable', series: { id: 'version=v1', bad: 0, total: 900 } },
    ]);
    await expect(prometheusSamples({ ...counters, candidate: 'v9' }, slis)).rejects.toThrow(
      'no series has version="v9", there are v2, v1, v0; write one of them: --candidate',
    );
    await expect(prometheusSamples({ ...counters, split: 'track' }, slis)).rejects.toThrow(
      'has a label track, name the one that tells the releases apart',
    );
  });

  it.each([
    [
      { status: 'error', error: 'parse error: unexpected "}"' },
      400,
      /refused the query .*: "parse error: unexpected/,
    ],
    ['<html>', 200, /did not answer as Prometheus does/],
    [
      { status: 'success', data: { resultType: 'vector', result: [] } },
      200,
      /did not answer as Prometheus does/,
    ],
    ['', 401, /answered with status 401, set GLIDEPATH_PROMETHEUS_TOKEN/],
    ['', 503, /answered with status 503$/],
  ])('whose answer is %j is no source', async (body, status, message) => {
    const url = await serving((_, response) => {
      response.statusCode = status;
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await expect(queryCounters(range(url), 'x')).rejects.toThrow(message);
  });

  it('does not follow to another server', async () => {
    const url = await serving((_, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' });
      response.end();
    });
    await expect(queryCounters(range(url, 'secret'), 'x')).rejects.toThrow(/can't be asked: .*redirect/);
  });

  it('that is not there is told', async () => {
    await expect(queryCounters(range('http://127.0.0.1:9'), 'x')).rejects.toThrow(
      /^127\.0\.0\.1:9 can't be asked: /,
    );
  });

  it.each([
    ['nonsense', 60_000, /--prometheus is "nonsense", write a URL/],
    ['ftp://x', 60_000, /write a URL such as/],
    ['http://me:secret@x', 60_000, /GLIDEPATH_PROMETHEUS_TOKEN/],
    ['http://x', 1, /more than 11000 steps, which Prometheus refuses; ask for a shorter one, or --step 1s/],
  ])('of %s is refused', async (url, stepMs, message) => {
    await expect(queryCounters({ ...range(url), stepMs }, 'x')).rejects.toThrow(message);
    await expect(queryCounters({ ...range(url), stepMs }, 'x')).rejects.not.toThrow(/secret/);
  });

  it('refuses what is no counter', async () => {
    const values = Array.from({ length: 20 }, (_, i) => [1000 + 60 * i, String(i % 2)] as const);
    const url = await serving(prometheus({ 'rate(x[1m])': [{ metric: {}, values }] }));
    await expect(queryCounters(range(url), 'rate(x[1m])')).rejects.toThrow('leave out rate() or increase()');
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { millis, type PrometheusServer } from '@glidepath/model';
import { expect, it, onTestFinished } from 'vitest';
import { surveyPrometheus, type SurveyedPods } from './survey.ts';

const HASH = '5d8f9c7b6';
const PODS: SurveyedPods = {
  namespace: 'shop',
  name: 'checkout',
  services: ['checkout'],
  hashes: [HASH],
  image: `ghcr.io/acme/checkout@sha256:${'0'.repeat(64)}`,
};

type Labels = Readonly<Record<string, string>>;

/** Answers the names of metrics, and for a query that has the selector its series. */
async function serverWith(series: Readonly<Record<string, readonly Labels[]>>): Promise<PrometheusServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
      const query = new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('query') ?? '';
      const found = query.includes('__name__')
        ? Object.keys(series).map((key) => ({ __name__: key.split('{')[0] ?? '' }))
        : Object.entries(series).flatMap(([key, all]) => {
            const tag = new RegExp(`glidepath_query", "(\\d+)"`);
            const part = query.split(' or ').find((each) => each.includes(key));
            const own = tag.exec(part ?? '')?.[1];
            return part === undefined
              ? []
              : all.map((labels) => (own === undefined ? labels : { ...labels, glidepath_query: own }));
          });
      const result = found.map((metric) => ({ metric, value: [1, '1'] }));
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    timeout: millis(5_000),
    maxAge: millis(60_000),
    headers: {},
    auth: null,
    tls: null,
  };
}

async function found(series: Readonly<Record<string, readonly Labels[]>>) {
  return surveyPrometheus(await serverWith(series), { env: {}, workspace: '/' }, PODS);
}

it('takes what leads to the workload and tells its releases apart', async () => {
  const labels = { pod_template_hash: HASH, version: '1.2' };
  expect(
    await found({
      'http_requests_total{namespace="shop",service="checkout"}': [
        { ...labels, code: '200' },
        { ...labels, code: '503' },
      ],
      'http_request_duration_seconds_bucket{namespace="shop",app="checkout"}': [
        { version: '1.2', le: '0.1' },
        { version: '1.2', le: '0.5' },
        { version: '1.2', le: '+Inf' },
      ],
    }),
  ).toEqual({
    availability: {
      total: 'http_requests_total{namespace="shop",service="checkout"}',
      bad: 'http_requests_total{namespace="shop",service="checkout",code=~"5.."}',
      split: { label: 'pod_template_hash', value: 'pod-template-hash' },
    },
    latency: {
      histogram: 'http_request_duration_seconds{namespace="shop",app="checkout"}',
      threshold: 500,
      split: { label: 'version', value: 'name' },
    },
    notes: [],
  });
});

it('says why what it found is of no use', async () => {
  const undivided = await found({ 'http_requests_total{job="checkout"}': [{ code: '200' }] });
  expect(undivided.availability).toBeNull();
  expect(undivided.notes[0]).toContain('none of its labels tells one release from another');
  const codeless = await found({ 'http_requests_total{job="checkout"}': [{ version: '1' }] });
  expect(codeless.notes[0]).toContain('no label with the status of a response');
  const elsewhere = await found({ 'http_requests_total{job="other"}': [{ code: '200', version: '1' }] });
  expect(elsewhere.notes[0]).toContain('none with labels that lead to shop/checkout');
  expect((await found({})).notes[0]).toContain('no metric that counts or times requests');
});

it('of a Prometheus that does not answer says so', async () => {
  const server = { ...(await serverWith({})), url: 'http://127.0.0.1:1' };
  const { notes, availability } = await surveyPrometheus(server, { env: {}, workspace: '/' }, PODS);
  expect(availability).toBeNull();
  expect(notes[0]).toContain('Prometheus could not be asked');
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SearchEngine } from '@glidepath/model';
import { ACCESS_KEY, SECRET_KEY, stubAws } from '../aws/testing/credentials.ts';
import { isSigned } from '../aws/testing/verify.ts';
import * as api from '../prometheus/testing/api-server.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { FakeIndex } from './testing/fake-index.ts';
import { AVAILABILITY, slosIn, sourceFor } from './testing/slos.ts';

/** Amazon OpenSearch Service takes signed requests, of domains and of serverless collections. */

const NOW = 1_700_000_000_000;
let server: api.ApiServer;
beforeEach(async () => {
  stubAws();
  server = await api.ApiServer.start();
  const logs = new FakeIndex('logs-*', NOW);
  logs.documents.push({ at: NOW - 60_000, dataset: 'access', status: 200, 'service.version': 'v1' });
  server.behaviour = logs.behaviour;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

async function checked(sigv4: string, engine: SearchEngine = 'opensearch'): Promise<string> {
  const where = `{ url: "${server.url}", headers: { X-Tenant: "team  a" }, auth: { sigv4: ${sigv4} } }`;
  const slos = slosIn({ slo: AVAILABILITY }, where, engine);
  const { source } = sourceFor(slos, { now: () => NOW });
  const [first] = await source.check(slos, { candidate: V2, stable: V1 });
  const trouble = first?.trouble ?? null;
  return trouble === null ? 'sound' : `${trouble.kind}: ${trouble.why}; ${trouble.mend}`;
}

function signedWith(secret: string): readonly boolean[] {
  return server.asked.map(({ method, path, headers, body }) =>
    isSigned({ method, path, headers, body }, secret),
  );
}

it.each(['opensearch', 'elasticsearch'] as const)(
  '%s: each request is signed for the domain',
  async (engine) => {
    expect(await checked('eu-central-1', engine)).toBe('sound');
    // An address with a pattern of indices and a query, and one with a body.
    expect(server.asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)).toEqual([
      'GET /logs-%2A/_field_caps',
      'POST /_msearch',
    ]);
    expect(signedWith(SECRET_KEY)).toEqual([true, true]);
    expect(signedWith('another secret')).toEqual([false, false]);
    for (const { headers } of server.asked)
      expect(headers.authorization).toMatch(
        new RegExp(`^AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/\\d{8}/eu-central-1/es/aws4_request, `),
      );
  },
);

it('a serverless collection is told the digest of the body, signed too', async () => {
  expect(await checked('{ region: us-east-1, service: aoss }')).toBe('sound');
  expect(signedWith(SECRET_KEY)).toEqual([true, true]);
  for (const { headers } of server.asked) {
    expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(headers.authorization).toContain('/us-east-1/aoss/aws4_request');
    expect(headers.authorization).toMatch(/SignedHeaders=[^,]*x-amz-content-sha256/);
  }
});

it('what is tried again is signed anew', async () => {
  server.next.push(api.text(503, ''));
  expect(await checked('eu-central-1')).toBe('sound');
  expect(signedWith(SECRET_KEY)).toEqual([true, true, true]);
});

it('a signature that is refused is told without the secrets', async () => {
  server.behaviour = api.json(403, { error: `the canonical request was POST ${ACCESS_KEY} ${SECRET_KEY}` });
  expect(await checked('eu-central-1')).toMatch(
    /^source-down: .* answered 403: the canonical request was POST \*\*\* \*\*\*; check the AWS credentials, the region/,
  );
});

it('without credentials nothing is sent', async () => {
  stubAws({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
  expect(await checked('eu-central-1')).toMatch(
    /^source-down: there are no AWS credentials to sign with: .*configure-aws-credentials/,
  );
  expect(server.asked).toEqual([]);
});

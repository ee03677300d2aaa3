import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import { millis } from '@glidepath/model';
import { ACCESS_KEY, SECRET_KEY, stubAws } from '../aws/testing/credentials.ts';
import { isSigned } from '../aws/testing/verify.ts';
import { createPrometheusAlerts } from './alerts.ts';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { rule, rules } from './testing/rules.ts';
import { AVAILABILITY, CONTEXT, row, scraped, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

/** Amazon Managed Prometheus takes signed requests alone. */

let server: api.ApiServer;
beforeEach(async () => {
  stubAws();
  server = await api.ApiServer.start();
  server.behaviour = api.vector([row('total', { version: 'v1', instance: 'a' }, '90'), scraped('v1')]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

function source(auth: string) {
  const where = `url: "${server.url}/workspaces/ws-0a1b"`;
  const slos = slosIn(
    { availability: AVAILABILITY },
    `{ ${where}, headers: { X-Scope-OrgID: "team  a" }, auth: { sigv4: ${auth} } }`,
  );
  return { slos, source: createPrometheus(serverOf(slos), CONTEXT) };
}

async function readV1(auth: string): Promise<Reading> {
  const { slos, source: prometheus } = source(auth);
  const [reading] = await prometheus.read(slos, { candidate: V1, stable: V2 });
  if (reading === undefined) throw new Error('nothing was read');
  return reading.candidate;
}

function signedWith(secret: string, method = 'POST'): readonly boolean[] {
  return server.asked.map(({ path, headers, body }) => isSigned({ method, path, headers, body }, secret));
}

it('signs each request for the region and the service', async () => {
  expect(await readV1('eu-central-1')).toMatchObject({ kind: 'cumulative' });
  expect(signedWith(SECRET_KEY)).toEqual([true]);
  expect(signedWith('another secret')).toEqual([false]);
  const [asked] = server.asked;
  expect(asked?.path).toBe('/workspaces/ws-0a1b/api/v1/query');
  expect(asked?.headers.authorization).toMatch(
    new RegExp(`^AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/\\d{8}/eu-central-1/aps/aws4_request, `),
  );
});

it('signs what is tried again anew', async () => {
  server.next.push(api.text(503, ''));
  expect(await readV1('{ region: us-east-2, service: other }')).toMatchObject({ kind: 'cumulative' });
  expect(signedWith(SECRET_KEY)).toEqual([true, true]);
});

it('signs the question for alerts with its query', async () => {
  server.behaviour = rules([rule('Slow')]);
  const prometheus = serverOf(source('eu-central-1').slos);
  const matchers = [{ label: 'alertname', operator: '=', value: 'Slow' }] as const;
  const alerts = createPrometheusAlerts(prometheus, CONTEXT);
  expect(
    await alerts.firing({ kind: 'prometheus', matchers, server: prometheus }, millis(2_000)),
  ).toMatchObject({
    kind: 'alerts',
  });
  expect(signedWith(SECRET_KEY, 'GET')).toEqual([true]);
  expect(server.asked[0]?.path).toBe('/workspaces/ws-0a1b/api/v1/rules?type=alert&partial_response=false');
});

it('with a role: its credentials are fetched once', async () => {
  const sts = await api.ApiServer.start();
  try {
    stubAws({ AWS_ENDPOINT_URL_STS: sts.url });
    sts.behaviour = api.text(
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIATEMPORARY</AccessKeyId><SecretAccessKey>temporary secret</SecretAccessKey><SessionToken>the token</SessionToken>
<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      { 'content-type': 'text/xml' },
    );
    const { slos, source: prometheus } = source(
      '{ region: eu-central-1, role: arn:aws:iam::123456789012:role/reader }',
    );
    await prometheus.read(slos, { candidate: V1, stable: V2 });
    await prometheus.read(slos, { candidate: V1, stable: V2 });
    expect(signedWith('temporary secret')).toEqual([true, true]);
    expect(server.asked[0]?.headers['x-amz-security-token']).toBe('the token');
    expect(sts.asked).toHaveLength(1);
    expect(new URLSearchParams(sts.asked[0]?.body).get('RoleArn')).toBe(
      'arn:aws:iam::123456789012:role/reader',
    );
  } finally {
    await sts.stop();
  }
});

it('a signature that is refused is told without the secrets', async () => {
  server.behaviour = api.json(403, {
    status: 'error',
    error: `the canonical request was POST ${ACCESS_KEY} ${SECRET_KEY}`,
  });
  const reading = await readV1('eu-central-1');
  expect(reading).toMatchObject({ kind: 'source-down' });
  const why = reading.kind === 'source-down' ? reading.why : '';
  expect(why).toContain('answered 403: the canonical request was POST *** ***; check the region');
});

it('without credentials nothing is sent', async () => {
  stubAws({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
  const reading = await readV1('eu-central-1');
  const why = reading.kind === 'source-down' ? reading.why : '';
  expect(why).toMatch(/^there are no AWS credentials to sign with: .*configure-aws-credentials/);
  expect(server.asked).toEqual([]);
});

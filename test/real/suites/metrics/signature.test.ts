import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSource } from '../../../../packages/metrics/src/registry.ts';
import { digest, millis, readDelivery } from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureMoto } from '../../parts/moto.ts';

/** The signature that botocore, AWS' own library for Python, reckons for a request that came in. */

const KEY = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const TOKEN = 'a token';

const BOTOCORE = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
got = json.load(sys.stdin)
signed = got['headers']['authorization'].split('SignedHeaders=')[1].split(',')[0].split(';')
headers = {name: got['headers'][name] for name in signed}
request = AWSRequest(method='POST', url=got['url'], data=got['body'].encode(), headers=headers)
request.context['timestamp'] = headers['x-amz-date']
auth = SigV4Auth(Credentials(got['key'], got['secret'], got['token']), 'aps', 'eu-central-1')
canonical = auth.canonical_request(request)
print(auth.signature(auth.string_to_sign(request, canonical), request))
`;

const undo = new AsyncDisposableStack();
const came: { headers: IncomingMessage['headers']; url: string; body: string }[] = [];
let url = '';
let python = '';

beforeAll(async () => {
  ({ python } = await ensureMoto(openCache(process.env, () => undefined)));
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', TOKEN);
  vi.stubEnv('AWS_PROFILE', undefined);
  undo.defer(() => void vi.unstubAllEnvs());
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      came.push({ headers: request.headers, url: `${url}${request.url ?? ''}`, body });
      response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.defer(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  url = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => undo.disposeAsync());

async function botocore(input: object): Promise<string> {
  const child = spawn(python, ['-c', BOTOCORE], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString('utf8').trim();
}

it('a query to a workspace is signed as botocore would', async () => {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [slo]
slos:
  slo: { objective: 99%, prometheus: { total: 'x{path="/a b/ü&"}', bad: y, split: version } }
sources: { prometheus: { url: "${url}/workspaces/ws-0a1b2c3d", auth: { sigv4: eu-central-1 } } }
`,
    'delivery.yml',
  );
  const slos = read.ok ? (read.delivery.environments[0]?.slos ?? []) : [];
  const spec = slos[0]?.source;
  if (spec === undefined || spec.kind === 'target') throw new Error(JSON.stringify(read));
  const source = await createSource(spec, { env: {}, workspace: '/', lookLimit: millis(5_000) });
  const stable = { digest: digest(`sha256:${'a'.repeat(64)}`), name: 'v1', commit: null, committedAt: null };
  await source.read(slos, { candidate: { ...stable, name: 'v2' }, stable });
  const [first] = came;
  if (first === undefined) throw new Error('nothing came');
  const { authorization = '' } = first.headers;
  expect(authorization).toContain(`Credential=${KEY}/`);
  expect(first.headers['x-amz-security-token']).toBe(TOKEN);
  const told = /Signature=([0-9a-f]{64})$/.exec(authorization)?.[1];
  expect(told).toBe(await botocore({ ...first, key: KEY, secret: SECRET, token: TOKEN }));
});

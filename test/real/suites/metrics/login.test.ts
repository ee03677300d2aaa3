import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSource } from '../../../../packages/metrics/src/registry.ts';
import { digest, millis, readDelivery, type Release } from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Exporter } from './exporter.ts';
import { Prometheus } from './prometheus.ts';

/** A Prometheus that asks for a certificate and a password. */

let prometheus: Prometheus;
const folder = mkdtempSync(join(tmpdir(), 'glidepath-login-'));
const undo = new AsyncDisposableStack();
undo.defer(() => rmSync(folder, { recursive: true, force: true }));

/** bcrypt of "open sesame", as `htpasswd -nBC 4` makes it. */
const HASH = '$2b$04$/6US5/F1Ars77cwVn3BxXOMt4IPLxUlvOfAbxvQqpIZ.Fh3/g.ww6';

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  for (const name of ['server', 'client']) certify(name);
  writeFileSync(
    join(folder, 'web.yml'),
    `tls_server_config: { cert_file: server.pem, key_file: server.key, client_auth_type: RequireAndVerifyClientCert, client_ca_file: client.pem }
basic_auth_users: { dana: "${HASH}" }
`,
  );
  const exporter = await Exporter.start();
  undo.defer(() => exporter.stop());
  exporter.counted = { version: 'v1', good: 9, bad: 1, slow: 1 };
  prometheus = await Prometheus.scraping(part, [exporter.port], { webConfig: join(folder, 'web.yml') });
  undo.defer(async () => prometheus.remove());
});

afterAll(async () => undo.disposeAsync());

function certify(name: string): void {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...args, ...names, '-keyout', `${name}.key`, '-out', `${name}.pem`], {
    cwd: folder,
    stdio: 'pipe',
  });
}

const AUTH = 'auth: { basic: { user: dana, password-env: PROM_PASSWORD } }';
const CA = 'ca-file: server.pem';
const CLIENT = 'cert-file: client.pem, key-file: client.key';

async function asked(more: string, password: string): Promise<string> {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [slo]
slos: { slo: { objective: 99%, prometheus: { total: requests_total, bad: 'requests_total{code=~"5.."}', split: version } } }
sources: { prometheus: { url: "${prometheus.url}", ${more} } }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const slos = read.delivery.environments[0]?.slos ?? [];
  const spec = slos[0]?.source;
  if (spec === undefined || spec.kind === 'target') throw new Error('the SLO is measured elsewhere');
  const source = await createSource(spec, {
    env: { PROM_PASSWORD: password },
    workspace: folder,
    lookLimit: millis(5_000),
  });
  const candidate: Release = {
    digest: digest(`sha256:${'a'.repeat(64)}`),
    name: 'v1',
    commit: null,
    committedAt: null,
  };
  const [check] = await source.check(slos, { candidate, stable: null });
  return check?.trouble?.why ?? 'sound';
}

it('lets in who has the certificate and the password', async () => {
  expect(await asked(`${AUTH}, tls: { ${CA}, ${CLIENT} }`, 'open sesame')).toBe('sound');
});

it.each([
  ['a wrong password', `${AUTH}, tls: { ${CA}, ${CLIENT} }`, 'open barley', 'answered 401'],
  ['no password', `tls: { ${CA}, ${CLIENT} }`, '', 'answered 401'],
  ['no certificate', `${AUTH}, tls: { ${CA} }`, 'open sesame', "can't be reached"],
  ['an authority that is not trusted', `${AUTH}, tls: { ${CLIENT} }`, 'open sesame', 'SELF_SIGNED'],
  [
    'a file that is not there',
    `${AUTH}, tls: { ca-file: nowhere.pem }`,
    'open sesame',
    "the certificates can't be used",
  ],
])('%s is told', async (_, more, password, says) => {
  const said = await asked(more, password);
  expect(said).toContain(says);
  expect(said).not.toContain('open');
});

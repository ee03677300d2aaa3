import * as z from 'zod/mini';
import type { PrometheusAuth, PrometheusServer } from '../delivery.ts';
import { fault, faulty } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { quote } from '../text/quote.ts';
import { withoutCredentials } from '../text/web-address.ts';
import { sigV4 } from './aws.ts';
import { basicAuth } from './basic-auth.ts';
import { headers } from './headers.ts';
import { byDefault, docs, duration, mapping, read, refuse } from './scalars.ts';
import { Tls, tlsMisplaced } from './tls.ts';
import { variable } from './variable.ts';

/** Where Prometheus' query API is, and how to get in. */

const URL_MEND = 'write for example url: http://127.0.0.1:9090';
function parseUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(URL_MEND)(text);
  const above = base.ok ? /^(.*)\/api\/v1(?:\/query)?$/.exec(base.value)?.[1] : undefined;
  if (above === undefined) return base;
  return faulty(`is ${quote(withoutCredentials(text))}`, '/api/v1 is added to it', `write ${quote(above)}`);
}

const AUTH_MEND = 'write for example auth: { bearer-env: PROM_TOKEN }';
const AuthForm = mapping(
  {
    'bearer-env': z.optional(variable('Environment variable that holds a bearer token.', 'PROM_TOKEN')),
    basic: z.optional(basicAuth('PROM_PASSWORD')).register(docs, { description: 'User and password.' }),
    sigv4: z.optional(sigV4('aps')).register(docs, {
      description:
        "Sign each request as AWS asks, for Amazon Managed Prometheus. Short form: the workspace's region.",
      examples: ['eu-central-1'],
    }),
  },
  AUTH_MEND,
);
const Auth = z.pipe(
  AuthForm,
  z.transform((form: z.output<typeof AuthForm>, payload): PrometheusAuth => {
    const { basic, 'bearer-env': bearer, sigv4 } = form;
    const ways = [basic, bearer, sigv4].filter((way) => way !== undefined).length;
    if (ways === 1) {
      if (bearer !== undefined) return { kind: 'bearer', env: bearer };
      if (basic !== undefined) return { kind: 'basic', user: basic.user, passwordEnv: basic['password-env'] };
      if (sigv4 !== undefined) return { kind: 'sigv4', ...sigv4, role: sigv4.role ?? null };
    }
    refuse(
      payload,
      fault(ways === 0 ? 'is empty' : 'says two things', 'one way to log in is needed', AUTH_MEND),
    );
    return z.NEVER;
  }),
);

const ServerForm = mapping(
  {
    url: read(parseUrl, URL_MEND).register(docs, {
      description: 'Where the query API is, without /api/v1.',
      examples: ['http://127.0.0.1:9090', 'https://mimir.example/prometheus'],
    }),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
    }),
    'max-age': byDefault(duration('1s'), '2m30s', {
      description:
        'A release whose newest sample is older than this has no data. Write at least twice the scrape interval.',
    }),
    headers: byDefault(
      headers('X-Scope-OrgID', 'team', 'use auth instead'),
      {},
      {
        description: 'Headers of every request, such as the tenant. No place for secrets: use auth.',
        examples: [{ 'X-Scope-OrgID': 'team' }],
      },
    ),
    auth: z.optional(Auth).register(docs, {
      description: 'How to log in: by bearer-env, by basic or by sigv4.',
      examples: [{ 'bearer-env': 'PROM_TOKEN' }],
    }),
    tls: z.optional(Tls).register(docs, {
      description: 'Certificates, for https.',
      examples: [{ 'ca-file': 'ca.pem' }],
    }),
  },
  URL_MEND,
);

export const PrometheusServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): PrometheusServer => {
    const { 'max-age': maxAge, auth, tls, ...same } = form;
    if (tlsMisplaced({ url: same.url, tls }, payload)) return z.NEVER;
    return { ...same, maxAge, auth: auth ?? null, tls: tls ?? null };
  }),
);
export type PrometheusServerText = z.input<typeof PrometheusServerDefinition>;

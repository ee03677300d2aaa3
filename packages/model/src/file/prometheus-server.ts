import * as z from 'zod/mini';
import type { PrometheusAuth, PrometheusServer, TlsFiles } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { withoutCredentials } from '../text/web-address.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { headers } from './headers.ts';
import { byDefault, docs, duration, mapping, read, refuse, written } from './scalars.ts';
import { variable } from './variable.ts';

/** Where Prometheus' query API is, and how to get in. */

const URL_MEND = 'write for example url: http://127.0.0.1:9090';
function parseUrl(text: string): Parsed<string> {
  const is = `is ${quote(withoutCredentials(text))}`;
  if (!URL.canParse(text)) return faulty(is, 'no URL can be read from it', URL_MEND);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return faulty(is, 'the API is reached by http or https', URL_MEND);
  }
  if (url.username !== '' || url.password !== '') {
    return faulty(
      'holds credentials',
      'a delivery file is public',
      'write them as auth: { basic: { user, password-env } }',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    return faulty(is, 'it leads to one page', `write ${quote(`${url.origin}${url.pathname}`)}`);
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (path.endsWith('/api/v1') || path.endsWith('/api/v1/query')) {
    const base = path.replace(/\/api\/v1(?:\/query)?$/, '');
    return faulty(is, '/api/v1 is added to it', `write ${quote(`${url.origin}${base}`)}`);
  }
  return parsed(`${url.origin}${path}`);
}

const AUTH_MEND = 'write for example auth: { bearer-env: PROM_TOKEN }';
const AuthForm = mapping(
  {
    'bearer-env': z.optional(variable('Environment variable that holds a bearer token.', 'PROM_TOKEN')),
    basic: z
      .optional(
        mapping(
          {
            user: written(
              (text) =>
                /^[^\p{Cc}:]+$/u.test(text)
                  ? parsed(text)
                  : faulty(
                      `is ${quote(text)}`,
                      'a user has no colon in its name',
                      'write the name of the user',
                    ),
              'write the name of the user',
            ).register(docs, { description: 'The user.' }),
            'password-env': variable('Environment variable that holds the password.', 'PROM_PASSWORD'),
          },
          'write for example basic: { user: u, password-env: PROM_PASSWORD }',
        ),
      )
      .register(docs, { description: 'User and password.' }),
  },
  AUTH_MEND,
);
const Auth = z.pipe(
  AuthForm,
  z.transform((form: z.output<typeof AuthForm>, payload): PrometheusAuth => {
    const { basic, 'bearer-env': bearer } = form;
    if (bearer !== undefined && basic === undefined) return { kind: 'bearer', env: bearer };
    if (basic !== undefined && bearer === undefined)
      return { kind: 'basic', user: basic.user, passwordEnv: basic['password-env'] };
    refuse(
      payload,
      fault(bearer === undefined ? 'is empty' : 'says two things', 'one way to log in is needed', AUTH_MEND),
    );
    return z.NEVER;
  }),
);

function pemFile(description: string, example: string) {
  return read(parseWorkspacePath, `write a path, such as ${example}`).register(docs, {
    description,
    examples: [example],
    pattern: WORKSPACE_PATH.source,
  });
}

const TLS_MEND = 'write for example tls: { ca-file: ca.pem }';
const TlsForm = mapping(
  {
    'ca-file': z.optional(
      pemFile("PEM file of the certificates to trust instead of the system's.", 'ca.pem'),
    ),
    'cert-file': z.optional(
      pemFile('PEM file of our own certificate, where the server asks for one.', 'client.pem'),
    ),
    'key-file': z.optional(pemFile('PEM file of its key.', 'client.key')),
  },
  TLS_MEND,
);
const Tls = z.pipe(
  TlsForm,
  z.transform((form: z.output<typeof TlsForm>, payload): TlsFiles => {
    const { 'ca-file': caFile = null, 'cert-file': certFile, 'key-file': keyFile } = form;
    if (certFile !== undefined && keyFile !== undefined) return { caFile, client: { certFile, keyFile } };
    if (certFile === undefined && keyFile === undefined && caFile !== null) return { caFile, client: null };
    const what =
      certFile !== undefined
        ? 'has no "key-file"'
        : keyFile !== undefined
          ? 'has no "cert-file"'
          : 'is empty';
    refuse(payload, fault(what, 'a certificate and its key go together', TLS_MEND));
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
      description: 'How to log in: by bearer-env or by basic.',
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
    if (tls !== undefined && same.url.startsWith('http:')) {
      refuse(
        payload,
        fault('is without effect', 'the url begins with http:', 'write https: in url, or remove tls'),
        ['tls'],
      );
      return z.NEVER;
    }
    return { ...same, maxAge, auth: auth ?? null, tls: tls ?? null };
  }),
);
export type PrometheusServerText = z.input<typeof PrometheusServerDefinition>;

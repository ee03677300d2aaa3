import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import type { SearchAuth, SearchServer } from '../search-source.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { sigV4 } from './aws.ts';
import { basicAuth } from './basic-auth.ts';
import { headers } from './headers.ts';
import { byDefault, docs, duration, mapping, read, refuse } from './scalars.ts';
import { Tls, tlsMisplaced } from './tls.ts';
import { variable } from './variable.ts';

/** Where the search API of Elasticsearch or OpenSearch is, and how to get in. */

const AUTH_MEND = 'write for example auth: { api-key-env: ELASTIC_API_KEY }';
const AuthForm = mapping(
  {
    'api-key-env': z.optional(
      variable('Environment variable that holds an API key as it was encoded for use.', 'ELASTIC_API_KEY'),
    ),
    'bearer-env': z.optional(variable('Environment variable that holds a bearer token.', 'ELASTIC_TOKEN')),
    basic: z.optional(basicAuth('ELASTIC_PASSWORD')).register(docs, { description: 'User and password.' }),
    sigv4: z.optional(sigV4('es')).register(docs, {
      description:
        "Sign each request as AWS asks, for Amazon OpenSearch Service. Short form: the domain's region. Of a serverless collection the service is aoss.",
      examples: ['eu-central-1', { region: 'eu-central-1', service: 'aoss' }],
    }),
  },
  AUTH_MEND,
);
const Auth = z.pipe(
  AuthForm,
  z.transform((form: z.output<typeof AuthForm>, payload): SearchAuth => {
    const { 'api-key-env': apiKey, 'bearer-env': bearer, basic, sigv4 } = form;
    const [way, ...more]: readonly SearchAuth[] = [
      ...(apiKey === undefined ? [] : [{ kind: 'api-key', env: apiKey } as const]),
      ...(bearer === undefined ? [] : [{ kind: 'bearer', env: bearer } as const]),
      ...(basic === undefined
        ? []
        : [{ kind: 'basic', user: basic.user, passwordEnv: basic['password-env'] } as const]),
      ...(sigv4 === undefined ? [] : [{ kind: 'sigv4', ...sigv4, role: sigv4.role ?? null } as const]),
    ];
    if (way !== undefined && more.length === 0) return way;
    const what = way === undefined ? 'is empty' : 'says two things';
    refuse(payload, fault(what, 'one way to log in is needed', AUTH_MEND));
    return z.NEVER;
  }),
);

const URL_MEND = 'write for example url: https://127.0.0.1:9200';
const ServerForm = mapping(
  {
    url: read(parseBaseUrl(URL_MEND), URL_MEND).register(docs, {
      description: 'Where the search API is.',
      examples: ['https://elastic.example:9200'],
    }),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
    }),
    delay: byDefault(duration(), '30s', {
      description: 'How late documents come in. A look counts those that are at least so old.',
    }),
    'max-age': byDefault(duration('1s'), '10m', {
      description:
        'Where the newest document of total, of whatever release, is older than this there is no data.',
    }),
    headers: byDefault(
      headers('X-Tenant', 'team', 'use auth instead'),
      {},
      {
        description: 'Headers of every request. No place for secrets: use auth.',
        examples: [{ 'X-Tenant': 'team' }],
      },
    ),
    auth: z.optional(Auth).register(docs, {
      description: 'How to log in: by api-key-env, by bearer-env, by basic or by sigv4.',
      examples: [{ 'api-key-env': 'ELASTIC_API_KEY' }],
    }),
    tls: z.optional(Tls).register(docs, {
      description: 'Certificates, for https.',
      examples: [{ 'ca-file': 'ca.pem' }],
    }),
  },
  URL_MEND,
);

export const SearchServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): SearchServer => {
    const { 'max-age': maxAge, auth, tls, ...same } = form;
    if (tlsMisplaced({ url: same.url, tls }, payload)) return z.NEVER;
    if (maxAge <= same.delay) {
      const why = 'what is counted is at least that old';
      refuse(payload, fault('is not above delay', why, 'write a longer max-age'), ['max-age']);
      return z.NEVER;
    }
    return { ...same, maxAge, auth: auth ?? null, tls: tls ?? null };
  }),
);
export type SearchServerText = z.input<typeof SearchServerDefinition>;

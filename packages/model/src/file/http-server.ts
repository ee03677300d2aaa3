import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import type { HttpServer } from '../http-source.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { headers, secretHeaders } from './headers.ts';
import { byDefault, docs, duration, mapping, read, refuse } from './scalars.ts';
import { Tls, tlsMisplaced } from './tls.ts';
import { webAuth } from './web-auth.ts';

/** Where HTTP endpoints that tell counts are, and how to get in. */

const Auth = webAuth({ token: 'STATS_TOKEN', password: 'STATS_PASSWORD' });

const URL_MEND = 'write for example url: https://stats.example';
const ServerForm = mapping(
  {
    url: read(parseBaseUrl(URL_MEND), URL_MEND).register(docs, {
      description: 'Where the endpoints are; the paths of the SLOs are below it.',
      examples: ['https://stats.example/api'],
    }),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
    }),
    delay: byDefault(duration(), '0s', {
      description: 'How late figures come in: {since} and {until} lie so far back.',
    }),
    headers: byDefault(
      headers('X-Tenant', 'team', 'use auth or headers-env instead'),
      {},
      {
        description: 'Headers of every request. No place for secrets: use headers-env.',
        examples: [{ 'X-Tenant': 'team' }],
      },
    ),
    'headers-env': byDefault(
      secretHeaders('X-Api-Key', 'STATS_API_KEY'),
      {},
      {
        description: 'Headers that are secrets, each with the environment variable that holds it.',
        examples: [{ 'X-Api-Key': 'STATS_API_KEY' }],
      },
    ),
    auth: z.optional(Auth).register(docs, {
      description: 'How to log in: by bearer-env or by basic.',
      examples: [{ 'bearer-env': 'STATS_TOKEN' }],
    }),
    tls: z.optional(Tls).register(docs, {
      description: 'Certificates, for https.',
      examples: [{ 'ca-file': 'ca.pem' }],
    }),
  },
  URL_MEND,
);

export const HttpServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): HttpServer => {
    const { 'headers-env': headersEnv, auth, tls, ...same } = form;
    if (tlsMisplaced({ url: same.url, tls }, payload)) return z.NEVER;
    const names = [...Object.keys(same.headers), ...Object.keys(headersEnv)].map((name) =>
      name.toLowerCase(),
    );
    if (auth !== undefined) names.push('authorization');
    const twice = Object.keys(headersEnv).find(
      (name) => names.filter((other) => other === name.toLowerCase()).length > 1,
    );
    if (twice !== undefined) {
      refuse(payload, fault('is said twice', null, 'write it in one place'), ['headers-env', twice]);
      return z.NEVER;
    }
    return { ...same, headersEnv, auth: auth ?? null, tls: tls ?? null };
  }),
);
export type HttpServerText = z.input<typeof HttpServerDefinition>;

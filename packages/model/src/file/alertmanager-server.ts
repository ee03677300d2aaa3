import * as z from 'zod/mini';
import { faulty } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import type { AlertmanagerServer } from '../guard.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { quote } from '../text/quote.ts';
import { withoutCredentials } from '../text/web-address.ts';
import { headers } from './headers.ts';
import { byDefault, docs, duration, mapping, read } from './scalars.ts';
import { Tls, tlsMisplaced } from './tls.ts';
import { webAuth } from './web-auth.ts';

/** Where an Alertmanager is, and how to get in. */

const URL_MEND = 'write for example url: http://127.0.0.1:9093';
function parseUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(URL_MEND)(text);
  const above = base.ok ? /^(.*?)\/api\/v[12](?:\/.*)?$/.exec(base.value)?.[1] : undefined;
  if (above === undefined) return base;
  return faulty(`is ${quote(withoutCredentials(text))}`, '/api/v2 is added to it', `write ${quote(above)}`);
}

const Auth = webAuth({ token: 'ALERTMANAGER_TOKEN', password: 'ALERTMANAGER_PASSWORD' });

const ServerForm = mapping(
  {
    url: read(parseUrl, URL_MEND).register(docs, {
      description:
        'Where the API is, without /api/v2. Alerts that Grafana manages itself are reached below Grafana, at /api/alertmanager/grafana.',
      examples: ['http://127.0.0.1:9093', 'https://grafana.example/api/alertmanager/grafana'],
    }),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
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
      examples: [{ 'bearer-env': 'ALERTMANAGER_TOKEN' }],
    }),
    tls: z.optional(Tls).register(docs, {
      description: 'Certificates, for https.',
      examples: [{ 'ca-file': 'ca.pem' }],
    }),
  },
  URL_MEND,
);

export const AlertmanagerServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): AlertmanagerServer => {
    const { auth, tls, ...same } = form;
    if (tlsMisplaced({ url: same.url, tls }, payload)) return z.NEVER;
    return { ...same, auth: auth ?? null, tls: tls ?? null };
  }),
);
export type AlertmanagerServerText = z.input<typeof AlertmanagerServerDefinition>;

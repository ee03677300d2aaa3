import * as z from 'zod/mini';
import { DATADOG_SITES } from '../datadog.ts';
import type { DatadogServer } from '../datadog.ts';
import { fault } from '../fault.ts';
import { parsePublicUrl } from '../text/base-url.ts';
import { byDefault, docs, duration, mapping, read, refuse } from './scalars.ts';
import { variable } from './variable.ts';

/** Where Datadog's API is, and how to get in. */

const MEND = 'write for example datadog: { site: datadoghq.eu }';
const URL_MEND = 'write for example url: https://datadog-proxy.example';
// Keys have no place in an address, whatever it is.
const parseUrl = parsePublicUrl(URL_MEND, 'write api-key-env and app-key-env', 'the keys');

const ServerForm = mapping(
  {
    site: z.optional(z.enum(DATADOG_SITES)).register(docs, {
      description: 'The site of the organization. Without it and without url datadoghq.com.',
      examples: ['datadoghq.eu'],
    }),
    url: z.optional(read(parseUrl, URL_MEND)).register(docs, {
      description: "Another address than the site's own API, such as that of a proxy; without /api.",
      examples: ['https://datadog-proxy.example'],
    }),
    'api-key-env': byDefault(
      variable('Environment variable that holds the API key.', 'DD_API_KEY'),
      'DD_API_KEY',
      { description: 'Environment variable that holds the API key.' },
    ),
    'app-key-env': byDefault(
      variable('Environment variable that holds the application key.', 'DD_APP_KEY'),
      'DD_APP_KEY',
      {
        description:
          'Environment variable that holds the application key; with scopes, it needs timeseries_query.',
      },
    ),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
    }),
    delay: byDefault(duration(), '1m', {
      description:
        'How long after its end an interval of 10s is first asked for. What comes in later is made up for, for 10 minutes. Metrics that Datadog fetches from a cloud need 15m.',
    }),
    'max-age': byDefault(duration('10s'), '2m30s', {
      description:
        'A release whose newest count lies longer than this before the newest interval has no data. Write at least twice the time between two counts.',
    }),
  },
  MEND,
);

export const DatadogServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): DatadogServer => {
    const { site, url, timeout, delay } = form;
    if (site !== undefined && url !== undefined) {
      refuse(payload, fault('is a second address', 'site says it already', 'remove one of the two'), ['url']);
      return z.NEVER;
    }
    return {
      address: url === undefined ? { kind: 'site', site: site ?? 'datadoghq.com' } : { kind: 'url', url },
      apiKeyEnv: form['api-key-env'],
      appKeyEnv: form['app-key-env'],
      timeout,
      delay,
      maxAge: form['max-age'],
    };
  }),
);
export type DatadogServerText = z.input<typeof DatadogServerDefinition>;

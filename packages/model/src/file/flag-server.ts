import * as z from 'zod/mini';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import type { LaunchDarklyServer, UnleashServer } from '../flag-servers.ts';
import { parseBaseUrl, parsePublicUrl } from '../text/base-url.ts';
import { quote } from '../text/quote.ts';
import { byDefault, docs, duration, mapping, read, written } from './scalars.ts';
import { variable } from './variable.ts';

/** Where flags are administered: the same keys for a flag that is a target, and beside the provider that evaluates it. */

/** What stands in an address as it is, but for the two steps that lead out of it. */
const PLACE = /^(?!\.{1,2}$)[\w.!~*'()-]{1,255}$/;

/** A key of a flag, a project or an environment. */
export function place(description: string, example: string) {
  const mend = `write for example ${example}`;
  return written(
    (text) =>
      PLACE.test(text)
        ? parsed(text)
        : faulty(`is ${quote(text)}`, 'a key has letters, digits and - _ . only', mend),
    mend,
  ).register(docs, { description, pattern: PLACE.source, examples: [example] });
}

function token(description: string, name: string) {
  return byDefault(variable(description, name), name, { description });
}

function timeout() {
  return byDefault(duration('100ms'), '10s', { description: 'How long an answer may take.' });
}

const LAUNCHDARKLY_URL = 'https://app.launchdarkly.com';
const LAUNCHDARKLY_URL_MEND = `write for example url: ${LAUNCHDARKLY_URL}`;
const parsePublic = parsePublicUrl(
  LAUNCHDARKLY_URL_MEND,
  'write token-env, the variable of an access token',
  'the token',
);
function parseLaunchDarklyUrl(text: string): Parsed<string> {
  const base = parsePublic(text);
  const above = base.ok ? /^(.*)\/api(?:\/v2)?$/.exec(base.value)?.[1] : undefined;
  return base.ok && above !== undefined
    ? faulty(`is ${quote(base.value)}`, '/api/v2 is added to it', `write ${quote(above)}`)
    : base;
}

export const launchDarklyKeys = {
  project: place('The project, by its key.', 'shop'),
  environment: place("The project's environment, by its key.", 'production'),
  'token-env': token(
    'Environment variable that holds an access token: a reader for server, a writer for a target.',
    'LAUNCHDARKLY_ACCESS_TOKEN',
  ),
  url: byDefault(read(parseLaunchDarklyUrl, LAUNCHDARKLY_URL_MEND), LAUNCHDARKLY_URL, {
    description: 'Where the REST API is, without /api/v2; another one for the EU or the federal instance.',
    examples: ['https://app.eu.launchdarkly.com'],
  }),
  timeout: timeout(),
};
export const LaunchDarklyServerForm = mapping(
  launchDarklyKeys,
  'write for example server: { project: shop, environment: production }',
);

export function launchDarklyServer({
  'token-env': tokenEnv,
  project,
  environment,
  url,
  timeout: longest,
}: z.output<typeof LaunchDarklyServerForm>): LaunchDarklyServer {
  return { kind: 'launchdarkly', url, tokenEnv, project, environment, timeout: longest };
}

const UNLEASH_URL = 'http://127.0.0.1:4242/api';
const UNLEASH_URL_MEND = `write for example url: ${UNLEASH_URL}`;
function parseUnleashUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(UNLEASH_URL_MEND, 'write token-env, the variable of a token')(text);
  if (!base.ok || base.value.endsWith('/api')) return base;
  const api = /^(.*\/api)\/(?:admin|client|frontend)(?:\/.*)?$/.exec(base.value)?.[1] ?? `${base.value}/api`;
  return faulty(`is ${quote(base.value)}`, "Unleash's API ends in /api", `write ${quote(api)}`);
}

export function unleashUrl(description: string) {
  return read(parseUnleashUrl, UNLEASH_URL_MEND).register(docs, { description, examples: [UNLEASH_URL] });
}

export const unleashKeys = {
  project: byDefault(place('The project, by its id.', 'default'), 'default', {
    description: 'The project, by its id.',
  }),
  environment: place('The environment, by its name.', 'production'),
  'token-env': token(
    'Environment variable that holds a personal access token, or that of a service account.',
    'UNLEASH_ADMIN_TOKEN',
  ),
  timeout: timeout(),
};
export const UnleashServerForm = mapping(
  {
    ...unleashKeys,
    url: z.optional(unleashUrl('The API of Unleash, where it is not that of the provider. It ends in /api.')),
  },
  'write for example server: { environment: production }',
);

export function unleashServer(
  { 'token-env': tokenEnv, project, environment, timeout: longest }: z.output<typeof UnleashServerForm>,
  url: string,
): UnleashServer {
  return { kind: 'unleash', url, tokenEnv, project, environment, timeout: longest };
}

import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import type {
  FlagProvider,
  FlagdFileFlags,
  FlagdFlags,
  LaunchDarklyFlags,
  OfrepFlags,
  UnleashFlags,
} from '../flags.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { millis } from '../units.ts';
import {
  LaunchDarklyServerForm,
  launchDarklyServer,
  UnleashServerForm,
  unleashServer,
  unleashUrl,
} from './flag-server.ts';
import { headers } from './headers.ts';
import { byDefault, docs, duration, mapping, read, refuse, written } from './scalars.ts';
import { VARIABLE, variable } from './variable.ts';

/** Where feature flags are evaluated. */

function file(description: string, example: string) {
  const mend = `write a path, such as ${example}`;
  return read(parseWorkspacePath, mend).register(docs, {
    description,
    examples: [example],
    pattern: WORKSPACE_PATH.source,
  });
}

function baseUrl(description: string, example: string, login: string) {
  const mend = `write for example url: ${example}`;
  return read(parseBaseUrl(mend, login), mend).register(docs, { description, examples: [example] });
}

const LAUNCHDARKLY_MEND = 'write for example launchdarkly: { sdk-key-env: LAUNCHDARKLY_SDK_KEY }';
const LaunchDarklyForm = mapping(
  {
    'sdk-key-env': variable(
      'Environment variable that holds the SDK key of the environment.',
      'LAUNCHDARKLY_SDK_KEY',
    ),
    url: z.optional(
      baseUrl(
        'A Relay Proxy, or another base address. Without it LaunchDarkly itself.',
        'http://127.0.0.1:8030',
        'write sdk-key-env, the variable of the SDK key',
      ),
    ),
    timeout: byDefault(duration('100ms'), '10s', {
      description: 'How long the first connection may take.',
    }),
    server: z.optional(LaunchDarklyServerForm).register(docs, {
      description: "Where the flags' state and history are read, for glidepath plan.",
      examples: [{ project: 'shop', environment: 'production' }],
    }),
  },
  LAUNCHDARKLY_MEND,
);
const LaunchDarkly = z.pipe(
  LaunchDarklyForm,
  z.transform((form: z.output<typeof LaunchDarklyForm>): LaunchDarklyFlags => ({
    kind: 'launchdarkly',
    sdkKeyEnv: form['sdk-key-env'],
    url: form.url ?? null,
    timeout: form.timeout,
    server: form.server === undefined ? null : launchDarklyServer(form.server),
  })),
);

const FLAGD_MEND = 'write for example flagd: { host: 127.0.0.1, port: 8013 } or flagd: { file: flags.json }';
const HOST_MEND = 'write the name or the address of a host, such as 127.0.0.1';
const PORT_MEND = 'write a port from 1 to 65535';
const FlagdTlsForm = mapping(
  {
    'ca-file': z.optional(file("PEM file of the certificates to trust instead of the system's.", 'ca.pem')),
  },
  'write tls: {}, or tls: { ca-file: ca.pem }',
);
const FlagdForm = mapping(
  {
    host: z
      .optional(
        written(
          (text) => (/^[\w.:-]+$/.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, null, HOST_MEND)),
          HOST_MEND,
        ),
      )
      .register(docs, { description: 'Where flagd is.', default: '127.0.0.1', examples: ['127.0.0.1'] }),
    port: z
      .optional(
        z
          .int({ error: PORT_MEND })
          .check(z.minimum(1, { error: PORT_MEND }), z.maximum(65_535, { error: PORT_MEND })),
      )
      .register(docs, {
        description: 'The port of its evaluation service.',
        default: 8013,
        examples: [8013],
      }),
    tls: z.optional(FlagdTlsForm).register(docs, {
      description: 'The connection is encrypted.',
      examples: [{ 'ca-file': 'ca.pem' }],
    }),
    deadline: z.optional(duration('10ms')).register(docs, {
      description: 'How long a connection may take.',
      default: '2s',
      examples: ['2s'],
    }),
    file: z.optional(
      file("A file of flagd's definitions in the workspace, evaluated without any server.", 'flags.json'),
    ),
  },
  FLAGD_MEND,
);
const Flagd = z.pipe(
  FlagdForm,
  z.transform((form: z.output<typeof FlagdForm>, payload): FlagdFlags | FlagdFileFlags => {
    const { host, port, tls, deadline } = form;
    if (form.file === undefined)
      return {
        kind: 'flagd',
        host: host ?? '127.0.0.1',
        port: port ?? 8013,
        tls: tls === undefined ? null : { caFile: tls['ca-file'] ?? null },
        deadline: deadline ?? DEADLINE,
      };
    const other = Object.entries({ host, port, tls, deadline }).find(([, value]) => value !== undefined);
    if (other === undefined) return { kind: 'flagd-file', file: form.file };
    const [key] = other;
    refuse(payload, fault('stands beside file', 'a file is read without a server', 'remove one of the two'), [
      key,
    ]);
    return z.NEVER;
  }),
);
const DEADLINE = millis(2000);

const OFREP_MEND = 'write for example ofrep: { url: http://127.0.0.1:8016 }';
const OfrepForm = mapping(
  {
    url: baseUrl(
      'Where the protocol is spoken; its API is below it at /ofrep/v1.',
      'http://127.0.0.1:8016',
      'write token-env, the variable of a bearer token',
    ),
    headers: byDefault(
      headers('X-Tenant', 'team', 'use token-env instead'),
      {},
      {
        description: 'Headers of every request. No place for secrets: use token-env.',
        examples: [{ 'X-Tenant': 'team' }],
      },
    ),
    'token-env': z.optional(variable('Environment variable that holds a bearer token.', 'OFREP_TOKEN')),
  },
  OFREP_MEND,
);
const Ofrep = z.pipe(
  OfrepForm,
  z.transform((form: z.output<typeof OfrepForm>): OfrepFlags => ({
    kind: 'ofrep',
    url: form.url,
    headers: form.headers,
    tokenEnv: form['token-env'] ?? null,
  })),
);

const UNLEASH_MEND =
  'write for example unleash: { url: http://127.0.0.1:4242/api, token-env: UNLEASH_TOKEN }';
const APP_MEND = 'write a name, such as glidepath';
const UnleashForm = mapping(
  {
    url: unleashUrl('The API of Unleash; that of clients is below it at /client.'),
    'token-env': variable('Environment variable that holds a backend token.', 'UNLEASH_TOKEN'),
    app: byDefault(written(parseLine(100, APP_MEND), APP_MEND), 'glidepath', {
      description: 'The name under which Unleash knows us, for the strategies that look at it.',
    }),
    server: z.optional(UnleashServerForm).register(docs, {
      description: "Where the flags' state and history are read, for glidepath plan.",
      examples: [{ environment: 'production' }],
    }),
  },
  UNLEASH_MEND,
);
const Unleash = z.pipe(
  UnleashForm,
  z.transform((form: z.output<typeof UnleashForm>): UnleashFlags => ({
    kind: 'unleash',
    url: form.url,
    tokenEnv: form['token-env'],
    app: form.app,
    server: form.server === undefined ? null : unleashServer(form.server, form.server.url ?? form.url),
  })),
);

const PREFIX_MEND = 'write for example env: { prefix: FLAG_ }';
const Env = mapping(
  {
    prefix: written(
      (text) =>
        VARIABLE.test(text)
          ? parsed(text)
          : faulty(`is ${quote(text)}`, 'no beginning of a variable', PREFIX_MEND),
      PREFIX_MEND,
    ).register(docs, {
      description:
        'How the variables begin. The flag checkout-release is FLAG_CHECKOUT_RELEASE with the prefix FLAG_.',
      examples: ['FLAG_'],
      pattern: VARIABLE.source,
    }),
  },
  PREFIX_MEND,
);

const KINDS = ['launchdarkly', 'flagd', 'ofrep', 'unleash', 'env', 'file'] as const;
const FLAGS_MEND = 'write for example flags: { file: .github/flags.yml }';
const FlagsForm = mapping(
  {
    launchdarkly: z.optional(LaunchDarkly).register(docs, {
      description: 'LaunchDarkly, by its SDK. No events leave.',
      examples: [{ 'sdk-key-env': 'LAUNCHDARKLY_SDK_KEY' }],
    }),
    flagd: z.optional(Flagd).register(docs, {
      description: 'A flagd that evaluates over gRPC, or a file of its definitions.',
      examples: [{ host: '127.0.0.1', port: 8013 }, { file: 'flags.json' }],
    }),
    ofrep: z.optional(Ofrep).register(docs, {
      description: "What speaks OpenFeature's Remote Evaluation Protocol.",
      examples: [{ url: 'http://127.0.0.1:8016' }],
    }),
    unleash: z.optional(Unleash).register(docs, {
      description: 'Unleash, by its client API. No metrics leave.',
      examples: [{ url: 'http://127.0.0.1:4242/api', 'token-env': 'UNLEASH_TOKEN' }],
    }),
    env: z.optional(Env).register(docs, {
      description: 'Environment variables of the run, one a flag.',
      examples: [{ prefix: 'FLAG_' }],
    }),
    file: z.optional(
      file(
        'A YAML or JSON file in the workspace: the value of each flag by its key, or { value, variant }.',
        '.github/flags.yml',
      ),
    ),
  },
  FLAGS_MEND,
).register(docs, {
  description: 'Exactly one of launchdarkly, flagd, ofrep, unleash, env and file.',
  oneOf: KINDS.map((kind) => ({ required: [kind] })),
});

export const FlagsDefinition = z.pipe(
  FlagsForm,
  z.transform((form: z.output<typeof FlagsForm>, payload): FlagProvider => {
    const [kind, second] = KINDS.filter((name) => form[name] !== undefined);
    if (second !== undefined) {
      const why = 'flags are evaluated in one place';
      refuse(payload, fault(`stands beside ${kind}`, why, 'leave one of them'), [second]);
      return z.NEVER;
    }
    const { launchdarkly, flagd, ofrep, unleash, env, file: path } = form;
    const chosen = launchdarkly ?? flagd ?? ofrep ?? unleash;
    if (chosen !== undefined) return chosen;
    if (env !== undefined) return { kind: 'env', prefix: env.prefix };
    if (path !== undefined) return { kind: 'file', file: path };
    // What an unknown key was meant to be is told already.
    if (payload.issues.length === 0)
      refuse(payload, fault('is empty', 'flags are evaluated somewhere', FLAGS_MEND));
    return z.NEVER;
  }),
);
export type FlagsText = z.input<typeof FlagsDefinition>;

import { describe, expect, it } from 'vitest';
import type { FlagProvider } from './flags.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const P = 'environments.production';

function read(content: string) {
  const result = readDelivery(content, 'f');
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.delivery.environments;
}

function withFlags(keys: Readonly<Record<string, string>>, flags = '{ env: { prefix: FLAG_ } }'): string {
  return `${production(keys)}flags: ${flags}\n`;
}

// oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
const GATE = { kind: 'flag', key: 'checkout-release', is: true, then: 'pause', unknown: 'closed' } as const;

describe('a gate on a flag', () => {
  it.each([
    ['flag: checkout-release', GATE],
    ['flag: checkout-release, is: false', { ...GATE, is: false }],
    ['flag: checkout-release, is: everyone', { ...GATE, is: 'everyone' }],
    ['flag: checkout-release, is: 2.5', { ...GATE, is: 2.5 }],
    [
      'flag: checkout-release, then: rollback, unknown: open',
      // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
      { ...GATE, then: 'rollback', unknown: 'open' },
    ],
  ])('%s', (written, gate) => {
    const [environment] = read(withFlags({ gates: `[{ ${written} }]` }));
    expect(environment?.gates).toEqual([gate]);
  });

  it.each([
    ['flag: checkout-release', [GATE]],
    ['flag: { flag: checkout-release, is: false }', [{ ...GATE, is: false }]],
    ['flag: [checkout-release, { flag: b }]', [GATE, { ...GATE, key: 'b' }]],
    ['approval: true', []],
  ])('stands before a step: %s', (written, gates) => {
    const [environment] = read(withFlags({ strategy: `{ canary: [5%, { weight: 25%, ${written} }] }` }));
    const steps = environment?.strategy.kind === 'canary' ? environment.strategy.steps : [];
    expect(steps.map((step) => step.gates)).toEqual([[], gates]);
  });
});

it('may wait for one value in one place, and another elsewhere', () => {
  const gates = '[{ flag: a, then: hold }, { flag: a, then: rollback }]';
  const strategy = '{ canary: [5%, { weight: 25%, flag: { flag: a, is: false } }] }';
  expect(told(withFlags({ gates, strategy }))).toEqual([]);
});

describe('a provider', () => {
  it.each<[string, FlagProvider]>([
    [
      'launchdarkly: { sdk-key-env: K }',
      { kind: 'launchdarkly', sdkKeyEnv: 'K', url: null, timeout: read10s(), server: null },
    ],
    [
      'launchdarkly: { sdk-key-env: K, url: "http://127.0.0.1:8030/", timeout: 10s }',
      {
        kind: 'launchdarkly',
        sdkKeyEnv: 'K',
        url: 'http://127.0.0.1:8030',
        timeout: read10s(),
        server: null,
      },
    ],
    [
      'launchdarkly: { sdk-key-env: K, server: { project: shop, environment: production } }',
      {
        kind: 'launchdarkly',
        sdkKeyEnv: 'K',
        url: null,
        timeout: read10s(),
        server: {
          kind: 'launchdarkly',
          url: 'https://app.launchdarkly.com',
          tokenEnv: 'LAUNCHDARKLY_ACCESS_TOKEN',
          project: 'shop',
          environment: 'production',
          timeout: read10s(),
        },
      },
    ],
    ['flagd: { file: ./flags.json }', { kind: 'flagd-file', file: 'flags.json' }],
    [
      'flagd: { host: flagd, port: 9, tls: { ca-file: ca.pem }, deadline: 10s }',
      { kind: 'flagd', host: 'flagd', port: 9, tls: { caFile: 'ca.pem' }, deadline: read10s() },
    ],
    [
      'ofrep: { url: "http://127.0.0.1", headers: { X-T: a }, token-env: T }',
      { kind: 'ofrep', url: 'http://127.0.0.1', headers: { 'X-T': 'a' }, tokenEnv: 'T' },
    ],
    [
      'unleash: { url: "http://127.0.0.1/api", token-env: T }',
      { kind: 'unleash', url: 'http://127.0.0.1/api', tokenEnv: 'T', app: 'glidepath', server: null },
    ],
    [
      'unleash: { url: "http://127.0.0.1/api/", token-env: T, server: { environment: production } }',
      {
        kind: 'unleash',
        url: 'http://127.0.0.1/api',
        tokenEnv: 'T',
        app: 'glidepath',
        server: {
          kind: 'unleash',
          url: 'http://127.0.0.1/api',
          tokenEnv: 'UNLEASH_ADMIN_TOKEN',
          project: 'default',
          environment: 'production',
          timeout: read10s(),
        },
      },
    ],
    ['env: { prefix: FLAG_ }', { kind: 'env', prefix: 'FLAG_' }],
    ['file: .github/flags.yml', { kind: 'file', file: '.github/flags.yml' }],
  ])('%s', (written, provider) => {
    const [environment] = read(withFlags({ gates: '[{ flag: a }]' }, `{ ${written} }`));
    expect(environment?.flags).toEqual(provider);
  });

  it("is the environment's own where it has one", () => {
    const [environment] = read(withFlags({ flags: '{ file: own.yml }' }));
    expect(environment?.flags).toEqual({ kind: 'file', file: 'own.yml' });
  });

  it('may be left out where nobody asks', () => {
    expect(read(production({}))[0]?.flags).toBeNull();
  });
});

function read10s() {
  const [environment] = read(withFlags({ analysis: '{ poll: 10s }' }));
  if (environment === undefined) throw new Error('no environment');
  return environment.analysis.poll;
}

function where(environment: string): string {
  return `the file does not say where flags are evaluated, write flags: { file: .github/flags.yml } beside slos for all environments, or under ${environment}`;
}

describe('refused', () => {
  it.each([
    [
      'a gate without a provider',
      production({ gates: '[{ checks: a }, { flag: b }]' }),
      `f:4:36: ${P}.gates[1].flag has no provider, ${where(P)}`,
    ],
    [
      'a step without a provider',
      production({ strategy: '{ canary: [5%, { weight: 25%, flag: a }] }' }),
      `f:4:51: ${P}.strategy.canary[1].flag has no provider, ${where(P)}`,
    ],
    [
      'what belongs to a flag beside another gate',
      production({ gates: '[{ checks: a, unknown: open }]' }),
      `f:4:35: ${P}.gates[0].unknown stands beside checks, it says something of a flag, remove it, or write it beside a flag: - { flag: ..., unknown: ... }`,
    ],
    [
      'gates that wait for two values of one flag',
      withFlags({ gates: '[{ flag: a }, { checks: c }, { flag: b }, { flag: a, is: "true" }]' }),
      `f:4:69: ${P}.gates[3].is is "true", a flag has one value, and ${P}.gates[0] waits until "a" is true, remove one of the two, for together they never open`,
    ],
    [
      'a step that waits for two values of one flag',
      withFlags({
        strategy: '{ canary: [5%, { weight: 25%, flag: [{ flag: a, is: 1 }, { flag: a, is: 2 }, a] }] }',
      }),
      `f:4:87: ${P}.strategy.canary[1].flag[1].is is 2, a flag has one value, and ${P}.strategy.canary[1].flag[0] waits until "a" is 1, remove one of the two, for together they never open`,
      `f:4:92: ${P}.strategy.canary[1].flag[2] waits until it is true, a flag has one value, and ${P}.strategy.canary[1].flag[0] waits until "a" is 1, remove one of the two, for together they never open`,
    ],
    [
      'a server without its environment',
      withFlags({}, '{ unleash: { url: "http://u/api", token-env: T, server: {} } }'),
      'f:8:56: flags.unleash.server has no "environment", write for example production',
    ],
    [
      'an address of Unleash that is not that of its API',
      withFlags({}, '{ unleash: { url: "http://u/api/client", token-env: T } }'),
      'f:8:26: flags.unleash.url is "http://u/api/client", Unleash\'s API ends in /api, write "http://u/api"',
    ],
    [
      'a list as value',
      withFlags({ gates: '[{ flag: a, is: [b] }]' }),
      `f:4:28: ${P}.gates[0].is is a list, true or false or text or a number belongs here, write true, false, a text or a number`,
    ],
    [
      'a policy that no flag has',
      withFlags({ gates: '[{ flag: a, then: extend }]' }),
      `f:4:30: ${P}.gates[0].then is "extend", write one of hold, pause, rollback`,
    ],
    [
      'a flag without its key',
      withFlags({ gates: '[{ flag: "" }]' }),
      `f:4:21: ${P}.gates[0].flag is "", nothing stands there, write the key of a flag, such as checkout-release`,
    ],
    [
      'two providers',
      withFlags({}, '{ file: a.yml, env: { prefix: A } }'),
      'f:8:16: flags.file stands beside env, flags are evaluated in one place, leave one of them',
    ],
    [
      'no provider',
      withFlags({}, '{}'),
      'f:8:8: flags is empty, flags are evaluated somewhere, write for example flags: { file: .github/flags.yml }',
    ],
    [
      'a secret in place of its variable',
      withFlags({}, '{ launchdarkly: { sdk-key-env: sdk-123-abc } }'),
      'f:8:39: flags.launchdarkly.sdk-key-env is no name of a variable, a secret itself must not stand here, write the name of an environment variable, such as LAUNCHDARKLY_SDK_KEY',
    ],
    [
      'a server beside a file',
      withFlags({}, '{ flagd: { file: flags.json, port: 8013 } }'),
      'f:8:43: flags.flagd.port stands beside file, a file is read without a server, remove one of the two',
    ],
    [
      'a file outside of the workspace',
      withFlags({}, '{ file: ../flags.yml }'),
      'f:8:16: flags.file is "../flags.yml", .. may leave the workspace, write a path relative to the workspace, such as ./dist',
    ],
    [
      'credentials in an address',
      withFlags({}, '{ unleash: { url: "http://u:p@127.0.0.1", token-env: T } }'),
      'f:8:26: flags.unleash.url holds credentials, a delivery file is public, write token-env, the variable of a token',
    ],
  ])('%s', (_title, content, ...says) => {
    expect(told(content)).toEqual(says);
  });
});

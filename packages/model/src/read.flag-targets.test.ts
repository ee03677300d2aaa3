import { describe, expect, it, test } from 'vitest';
import type { FlagTargetSpec } from './flag-targets.ts';
import { formatDelivery } from './describe.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';
import { millis } from './units.ts';

const P = 'environments.production';
const LAUNCHDARKLY = 'launchdarkly: { flag: f, variation: true, project: p, environment: e }';
const UNLEASH = 'unleash: { flag: f, url: "https://u/api", environment: e }';
const ELSEWHERE = '{ availability: { objective: 99%, prometheus: { total: a, bad: b, split: variation } } }';
const SOURCES = 'sources: { prometheus: { url: http://127.0.0.1:9090 } }\n';

/** A file whose target is as given, from line 4 on. */
function flagged(target: string, keys: Readonly<Record<string, string>> = {}, slos = ELSEWHERE): string {
  return production({ target: `{ ${target} }`, strategy: 'canary', ...keys }, slos) + SOURCES;
}

function targetOf(content: string) {
  const read = readDelivery(content, 'f');
  return read.ok ? read.delivery.environments[0]?.target : read.diagnostics;
}

const TEN_SECONDS = millis(10_000);

describe('a flag as target', () => {
  const server = {
    kind: 'launchdarkly',
    url: 'https://app.launchdarkly.com',
    tokenEnv: 'LAUNCHDARKLY_ACCESS_TOKEN',
    project: 'p',
    environment: 'e',
    timeout: TEN_SECONDS,
  } as const;
  const by = { kind: 'user', attribute: 'key' };
  const unleash = {
    kind: 'unleash',
    url: 'https://u/api',
    tokenEnv: 'UNLEASH_ADMIN_TOKEN',
    project: 'default',
    environment: 'e',
    timeout: TEN_SECONDS,
  } as const;

  it.each<[string, FlagTargetSpec]>([
    [LAUNCHDARKLY, { kind: 'launchdarkly', flag: 'f', variation: true, by, approvals: null, server }],
    [
      'launchdarkly: { flag: a.b_c-d, variation: one page, project: p, environment: e, token-env: T, url: "http://127.0.0.1:9/", timeout: 1s, approvals: 4h, by: { kind: organization } }',
      {
        kind: 'launchdarkly',
        flag: 'a.b_c-d',
        variation: 'one page',
        by: { kind: 'organization', attribute: 'key' },
        approvals: millis(14_400_000),
        server: { ...server, url: 'http://127.0.0.1:9', tokenEnv: 'T', timeout: millis(1000) },
      },
    ],
    [
      'launchdarkly: { flag: f, variation: 2, project: p, environment: e, by: { attribute: /address/city } }',
      {
        kind: 'launchdarkly',
        flag: 'f',
        variation: 2,
        by: { kind: 'user', attribute: '/address/city' },
        approvals: null,
        server,
      },
    ],
    [
      UNLEASH,
      {
        kind: 'unleash',
        flag: 'f',
        names: { on: 'on', off: 'off' },
        stickiness: 'default',
        server: unleash,
      },
    ],
    [
      'unleash: { flag: f, url: "https://u/eu/api/", project: p, environment: e, token-env: T, timeout: 1s, stickiness: userId, names: { on: new } }',
      {
        kind: 'unleash',
        flag: 'f',
        names: { on: 'new', off: 'off' },
        stickiness: 'userId',
        server: {
          ...unleash,
          url: 'https://u/eu/api',
          project: 'p',
          tokenEnv: 'T',
          timeout: millis(1000),
        },
      },
    ],
  ])('%s', (written, target) => {
    expect(targetOf(flagged(written))).toEqual(target);
  });

  it('moves by blue-green too', () => {
    expect(told(flagged(UNLEASH, { strategy: 'blue-green' }))).toEqual([]);
  });

  it('takes weights as fine as the engine has them', () => {
    expect(told(flagged(LAUNCHDARKLY, { strategy: '{ canary: [0.001%, 33.333%, 99.999%] }' }))).toEqual([]);
    expect(told(flagged(UNLEASH, { strategy: '{ canary: [1%, 2.0%, 99%] }' }))).toEqual([]);
  });

  it('says how long it waits for approvals', () => {
    const read = readDelivery(flagged(LAUNCHDARKLY.replace(' }', ', approvals: 90m }')), 'f');
    expect(read.ok && formatDelivery(read.delivery)).toContain('        approvals: 1h30m\n');
  });

  it('says its defaults', () => {
    const read = readDelivery(flagged(LAUNCHDARKLY), 'f');
    expect(read.ok && formatDelivery(read.delivery)).toContain(`    target:
      launchdarkly:
        flag: f
        variation: true
        by: { kind: user, attribute: key }
        project: p
        environment: e
        token-env: LAUNCHDARKLY_ACCESS_TOKEN
        url: https://app.launchdarkly.com
        timeout: 10s
`);
  });
});

const L = `${P}.target.launchdarkly`;
const U = `${P}.target.unleash`;

test.each([
  [
    'two engines',
    flagged(`${UNLEASH}, ${LAUNCHDARKLY}`),
    `f:4:24: ${P}.target.unleash stands beside launchdarkly, one engine runs a release, leave one of them`,
  ],
  [
    'a misspelt engine, told once',
    flagged('lanchdarkly: {}'),
    `f:4:15: unknown key "lanchdarkly" in ${P}.target, did you mean "launchdarkly"?`,
  ],
  [
    'a flag without what is needed',
    flagged('launchdarkly: { flag: f }'),
    `f:4:15: ${L} has no "variation", write the value of a variation, or its name`,
    `f:4:15: ${L} has no "project", write for example shop`,
    `f:4:15: ${L} has no "environment", write for example production`,
  ],
  [
    'a key that would lead elsewhere',
    flagged('unleash: { flag: .., url: "https://u/api", environment: a/b }'),
    `f:4:32: ${U}.flag is "..", a key has letters, digits and - _ . only, write for example new-checkout`,
    `f:4:71: ${U}.environment is "a/b", a key has letters, digits and - _ . only, write for example production`,
  ],
  [
    'a variation that is no value',
    flagged('launchdarkly: { flag: f, variation: [a], project: p, environment: e }'),
    `f:4:51: ${L}.variation is a list, true or false or text or a number belongs here, write the value of a variation, or its name`,
  ],
  [
    'a kind of contexts that LaunchDarkly keeps for itself',
    flagged('launchdarkly: { flag: f, variation: 1, project: p, environment: e, by: { kind: multi } }'),
    `f:4:94: ${L}.by.kind is "multi", no kind of contexts, write a kind of contexts, such as user`,
  ],
  [
    'an approval that nobody could give in time',
    flagged('launchdarkly: { flag: f, variation: 1, project: p, environment: e, approvals: 10s }'),
    `f:4:93: ${L}.approvals is 10s, too short, write at least 1m`,
  ],
  [
    'a token over the network unencrypted',
    flagged('launchdarkly: { flag: f, variation: 1, project: p, environment: e, url: "http://ld.example" }'),
    `f:4:87: ${L}.url is "http://ld.example", the token would go over the network unencrypted, write https:`,
  ],
  [
    'an address with what is added to it',
    flagged(
      'launchdarkly: { flag: f, variation: 1, project: p, environment: e, url: "https://ld.example/api/v2" }',
    ),
    `f:4:87: ${L}.url is "https://ld.example/api/v2", /api/v2 is added to it, write "https://ld.example"`,
  ],
  [
    'an address of Unleash that is not that of its API',
    flagged('unleash: { flag: f, url: "https://u", environment: e }'),
    `f:4:40: ${U}.url is "https://u", Unleash's API ends in /api, write "https://u/api"`,
  ],
  [
    'an address of Unleash that goes too far',
    flagged('unleash: { flag: f, url: "https://u/api/admin", environment: e }'),
    `f:4:40: ${U}.url is "https://u/api/admin", Unleash's API ends in /api, write "https://u/api"`,
  ],
  [
    'credentials in an address',
    flagged('unleash: { flag: f, url: "https://u:hush@u/api", environment: e }'),
    `f:4:40: ${U}.url holds credentials, a delivery file is public, write token-env, the variable of a token`,
  ],
  [
    'two releases of one name',
    flagged('unleash: { flag: f, url: "https://u/api", environment: e, names: { on: a, off: a } }'),
    `f:4:94: ${U}.names.off is "a", on has the same name, and metrics tell the two apart by it, write another name`,
  ],
  [
    'what is rolled out in batches',
    flagged(LAUNCHDARKLY, { strategy: 'rolling' }),
    `f:5:15: ${P}.strategy is rolling, a flag has no instances that are replaced one after another, write canary or blue-green`,
  ],
  [
    'batches of a flag',
    flagged(UNLEASH, { strategy: '{ rolling: { batches: 3 } }' }),
    `f:5:26: ${P}.strategy.rolling can not be followed, a flag has no instances that are replaced one after another, write canary or blue-green`,
  ],
  [
    'weights that Unleash would round',
    flagged(UNLEASH, { strategy: '{ canary: [0.5%, { weight: 12.5% }, 50%] }' }),
    `f:5:26: ${P}.strategy.canary[0] is 0.5%, Unleash knows whole percents only, write for example 1%`,
    `f:5:42: ${P}.strategy.canary[1].weight is 12.5%, Unleash knows whole percents only, write for example 13%`,
  ],
  [
    'weights that LaunchDarkly would round',
    flagged(LAUNCHDARKLY, { strategy: '{ canary: [0.0001%, 1.000001%] }' }),
    `f:5:26: ${P}.strategy.canary[0] is 0.0001%, LaunchDarkly divides by thousandths of a percent, write for example 0.001%`,
    `f:5:35: ${P}.strategy.canary[1] is 1.000001%, LaunchDarkly divides by thousandths of a percent, write for example 1%`,
  ],
  [
    'an SLO on counters that a flag does not have',
    flagged(LAUNCHDARKLY, { slos: '[a, b]' }, `{ a: ${ELSEWHERE.slice(16, -2)}, b: 99% }`),
    `f:6:15: ${P}.slos[1] is "b", slos.b is measured on the target's own counters, and a flag has none, measure it by prometheus or another source, split by the variation`,
  ],
])('refuses %s', (_title, content, ...says) => {
  expect(told(content)).toEqual(says);
});

/** Two environments with these targets, the second's on line 4. */
function two(first: string, second: string): string {
  const lines = [first, second].map(
    (target, index) => `  e${index}: { target: { ${target} }, strategy: canary, slos: [availability] }`,
  );
  return `service: a\nenvironments:\n${lines.join('\n')}\nslos: ${ELSEWHERE}\n${SOURCES}`;
}

test('refuses two environments with the same flag, whatever the variation', () => {
  const other = LAUNCHDARKLY.replace('true', 'false');
  expect(told(two(LAUNCHDARKLY, other))).toEqual([
    'f:4:41: environments.e1.target.launchdarkly.flag is "f", environments.e0.target.launchdarkly.flag is the same one, and each would take it from the other, name another flag, or another environment',
  ]);
  expect(told(two(UNLEASH, UNLEASH.replace('{ ', '{ project: default, ')))).toHaveLength(1);
});

test.each([
  ['another flag', UNLEASH, UNLEASH.replace('flag: f', 'flag: g')],
  ['another environment', LAUNCHDARKLY, LAUNCHDARKLY.replace('environment: e', 'environment: d')],
  ['another engine', LAUNCHDARKLY, UNLEASH],
  ['none', LAUNCHDARKLY, 'local: { artifact: dist, command: [node], port: 80 }'],
])('two environments may have %s', (_title, first, second) => {
  expect(told(two(first, second))).toEqual([]);
});

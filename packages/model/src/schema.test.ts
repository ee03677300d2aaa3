import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonSchema } from '../../../build/delivery-reference.ts';
import { deliverySchema, generated } from '../../../build/schema.ts';
import { describeDelivery } from './describe.ts';
import { local, production, told } from './testing/files.ts';
import { delivery } from './testing/delivery-arbitrary.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const schema = deliverySchema();
const validate = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

function mistakes(value: unknown): readonly string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the committed schema and reference are those of the code', async () => {
  for (const [path, content] of await generated()) {
    expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  }
});

test('what the reference shows is a good delivery file', () => {
  const reference = readFileSync(join(root, 'docs', 'reference', 'delivery.md'), 'utf8');
  const shown = [...reference.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
  expect(shown).toHaveLength(1);
  for (const text of shown) {
    expect(told(text)).toEqual([]);
    expect(mistakes(parse(text))).toEqual([]);
  }
});

test('every key says what it means', () => {
  expect(silentKeys(schema, [])).toEqual([]);
});

function silentKeys(node: JsonSchema, path: readonly string[]): readonly string[] {
  const keys = Object.entries(node.properties ?? {});
  const silent = keys.filter(([, key]) => typeof key === 'boolean' || key.description === undefined);
  const { items, additionalProperties } = node;
  const inner = [
    ...keys,
    ...Object.entries(node.anyOf ?? {}),
    ['[]', items] as const,
    ['<name>', additionalProperties] as const,
  ];
  return [
    ...silent.map(([name]) => [...path, name].join('.')),
    ...inner.flatMap(([name, one]) => {
      return typeof one === 'object' && !Array.isArray(one) ? silentKeys(one, [...path, name]) : [];
    }),
  ];
}

test('accepts every delivery in its long form', () => {
  fc.assert(
    fc.property(delivery, (any) => {
      expect(mistakes(describeDelivery(any))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['the defaults', production({})],
  ['a quantile', production({}, '{ availability: p99.9 under 300ms }')],
  ['several thresholds', production({}, '{ availability: [p99 under 300ms, 99.9% under 1s] }')],
  [
    'several thresholds and a weight',
    production({}, '{ availability: { objective: [99% under 300ms, 99.9% under 1s], weight: 0.5 } }'),
  ],
  ['short forms', production({ strategy: 'canary', slos: '[a]' }, '{ a: 99% under 1s500ms }')],
  [
    'long forms',
    production({ strategy: '{ canary: [1%, { weight: 99.5%, bake: 1m }], bake: { min: 1m }, watch: 10m }' }),
  ],
  ['blue-green', production({ strategy: '{ blue-green: { approval: true } }' })],
  [
    'a target with all keys',
    local({ health: '{ path: / }', 'env-file': '.env', env: '{ A: b }', host: '::1' }),
  ],
  [
    'gates',
    production({
      gates:
        '[{ freeze: Fri 16:00 - Mon 07:00 UTC }, { freeze: { window: 2026-12-23 18:00 - 2027-01-04 07:00 UTC, except: 2026-12-28 09:00 - 2026-12-28 12:00 UTC } }, { checks: a }, { checks: [a, b] }, { deployed: staging }]',
    }),
  ],
  [
    'flags',
    `${production({
      gates: '[{ flag: a }, { flag: b, is: 1.5, then: hold, unknown: open }]',
      strategy:
        '{ canary: [{ weight: 5%, flag: a }, { weight: 6%, flag: { flag: a, is: b } }, { weight: 7%, flag: [a, { flag: b }] }] }',
      flags: '{ launchdarkly: { sdk-key-env: A, url: http://127.0.0.1 } }',
    })}flags: { flagd: { file: flags.json } }\n`,
  ],
  [
    'a flag of LaunchDarkly as target',
    `${production(
      {
        target: '{ launchdarkly: { flag: f, variation: 1.5, project: p, environment: e, by: { kind: a } } }',
        strategy: '{ canary: [1%] }',
        slos: '[a]',
      },
      '{ a: { objective: 99%, prometheus: { total: a, bad: b, split: v } } }',
    )}sources: { prometheus: { url: http://127.0.0.1 } }\nflags: { launchdarkly: { sdk-key-env: A, server: { project: p, environment: e } } }\n`,
  ],
  [
    'a flag of Unleash as target',
    `${production(
      {
        target: '{ unleash: { flag: f, url: http://127.0.0.1/api, environment: e, names: { on: a } } }',
        strategy: 'blue-green',
        slos: '[a]',
      },
      '{ a: { objective: 99%, prometheus: { total: a, bad: b, split: v } } }',
    )}sources: { prometheus: { url: http://127.0.0.1 } }\n`,
  ],
  [
    'guards',
    `${production(
      {
        guards:
          '[{ burn-rate: hold }, { burn-rate: { slos: a, windows: [{ rate: 14.4, long: 1h, short: 5m }], then: pause } }, { budget: 10% }, { budget: { floor: 25%, slow: 1.5 } }, { alerts: { datadog: a } }, { alerts: { cloudwatch: [a, b] } }, { alerts: { cloudwatch: { prefix: a }, then: rollback } }]',
        slos: '[a]',
        sources: '{ prometheus: { url: http://127.0.0.1 }, datadog: {}, cloudwatch: {} }',
      },
      '{ a: { objective: 99%, prometheus: { total: a, bad: b, split: v } } }',
    )}sources: { prometheus: { url: http://127.0.0.1 }, alertmanager: { url: http://127.0.0.1 } }\n`,
  ],
  [
    'people',
    production({ who: '{ deploy: anyone, promote: [alice, role:write, "@a/b"], override: "a[bot]" }' }),
  ],
  ['arrivals', production({ arrivals: 'queue' })],
  ['a build', `${production({})}build: { image: ghcr.io/a/b }\n`],
  [
    'builds by their names',
    `${production({})}build: { a: { image: { repository: ghcr.io/a/b, platforms: linux/arm64, cache: { gha: a } } }, b: { artifact: { repository: localhost/c, path: . } } }\n`,
  ],
  ['notices', `${production({})}notices: [{ slack: { url-env: A }, on: end, environments: production }]\n`],
])('accepts %s, as the reader does', (_title, text) => {
  expect(mistakes(parse(text))).toEqual([]);
  expect(told(text)).toEqual([]);
});

test.each([
  ['an unknown key', production({ stragety: 'canary' })],
  ['a missing key', production({ target: null })],
  ['no engine', production({ target: '{}' })],
  [
    'two engines',
    production({
      target:
        '{ local: { artifact: a, command: [a], port: 1 }, unleash: { flag: f, url: http://127.0.0.1/api, environment: e } }',
    }),
  ],
  [
    'a flag that leads elsewhere',
    production({ target: '{ unleash: { flag: .., url: http://127.0.0.1/api, environment: e } }' }),
  ],
  ['no environment', 'service: a\nenvironments: {}\nslos: {}\n'],
  ['a service that cannot name a ref', production({}).replace('checkout', 'Check_out')],
  ['an environment whose name does not fit', production({}).replace('production:', 'Prod 1:')],
  ['an unknown strategy', production({ strategy: 'canery' })],
  ['two strategies', production({ strategy: '{ canary: [5%], rolling: {} }' })],
  ['no strategy', production({ strategy: '{ bake: 5m }' })],
  ['no steps', production({ strategy: '{ canary: [] }' })],
  ['a weight over 100', production({ strategy: '{ canary: [150%] }' })],
  ['a weight of 100', production({ strategy: '{ canary: [100%] }' })],
  ['a weight of 0', production({ strategy: '{ canary: [0.0%] }' })],
  ['a weight without %', production({ strategy: '{ canary: [5] }' })],
  ['a length of time without its unit', production({ strategy: '{ canary: [5%], bake: 30 }' })],
  ['a command as one text', local({ command: 'node server.js' })],
  ['a port that there is not', local({ port: '70000' })],
  ['a path that goes up', local({ artifact: 'a/../../b' })],
  ['a path from the root', local({ artifact: '/etc' })],
  ['a variable that is set already', local({ env: '{ PORT: "1" }' })],
  ['a freeze that cannot be read', production({ gates: '[{ freeze: weekends }]' })],
  [
    'a freeze that is excepted every week',
    production({
      gates: '[{ freeze: { window: Fri 16:00 - Mon 07:00 UTC, except: Fri 16:00 - Mon 07:00 UTC } }]',
    }),
  ],
  ['two gates in one', production({ gates: '[{ checks: a, deployed: b }]' })],
  ['no gate', production({ gates: '[{}]' })],
  ['a check twice', production({ gates: '[{ checks: [a, a] }]' })],
  [
    'a repository without its owner',
    production({ gates: '[{ deployed: { environment: a, repository: b } }]' }),
  ],
  ['what belongs to a flag beside another gate', production({ gates: '[{ checks: a, is: true }]' })],
  ['two places for flags', `${production({})}flags: { file: a, env: { prefix: A } }\n`],
  ['flags nowhere', `${production({})}flags: {}\n`],
  [
    'a policy that no flag has',
    `${production({ gates: '[{ flag: a, then: extend }]' })}flags: { file: a }\n`,
  ],
  ['a build of nothing', `${production({})}build: { web: {} }\n`],
  [
    'two builds in one',
    `${production({})}build: { image: ghcr.io/a/b, artifact: { repository: ghcr.io/a/c, path: a } }\n`,
  ],
  ['a repository without its registry', `${production({})}build: { image: acme/checkout }\n`],
  ['two guards in one', production({ guards: '[{ budget: 10%, burn-rate: hold }]' })],
  ['no guard', production({ guards: '[{}]' })],
  ['a guard on alerts from nowhere', production({ guards: '[{ alerts: { then: hold } }]' })],
  ['a policy that no guard has', production({ guards: '[{ burn-rate: extend }]' })],
  ['a budget without its sign', production({ guards: '[{ budget: 10 }]' })],
  ['a budget of which all must be left', production({ guards: '[{ budget: 100% }]' })],
  ['a slowness that hastens', production({ guards: '[{ budget: { floor: 1%, slow: 1 } }]' })],
  ['a rate of 0', production({ guards: '[{ burn-rate: { windows: [{ rate: 0, long: 1h, short: 5m }] } }]' })],
  ['a role as a login', production({ who: '{ override: admin }' })],
  ['a team without its organization', production({ who: '{ override: "@team" }' })],
  ['nobody', production({ who: '{ override: [] }' })],
  ['an unknown way to arrive', production({ arrivals: 'wait' })],
  [
    'an address in place of its variable',
    `${production({})}notices: [{ slack: { url-env: "https://a" } }]\n`,
  ],
  ['two channels in one', `${production({})}notices: [{ slack: { url-env: A }, webhook: { url-env: B } }]\n`],
  ['a policy for breach that would wait', production({ on: '{ breach: extend }' })],
  ['an objective of 100 %', production({}, '{ availability: 100% }')],
  ['an objective of 0 %', production({}, '{ availability: 0% }')],
  ['a quantile of all', production({}, '{ availability: p100 under 1s }')],
  ['a quantile without its limit', production({}, '{ availability: p99 }')],
  ['a list of one threshold', production({}, '{ availability: [99% under 1s] }')],
  ['a threshold twice', production({}, '{ availability: [99% under 1s, 99% under 1s] }')],
  ['an SLO that counts for nothing', production({}, '{ availability: { objective: 99%, weight: 0 } }')],
  ['an SLO that counts for too much', production({}, '{ availability: { objective: 99%, weight: 101 } }')],
  ['no SLOs', production({ slos: '[]' })],
  ['an SLO twice', production({ slos: '[availability, availability]' })],
])('refuses %s, as the reader does', (_title, text) => {
  expect(mistakes(parse(text))).not.toEqual([]);
  expect(told(text)).not.toEqual([]);
});

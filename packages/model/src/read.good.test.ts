import { expect, test } from 'vitest';
import type { Environment } from './delivery.ts';
import { readDelivery } from './read.ts';
import { local, production } from './testing/files.ts';

const MINUTE = 60_000;

/** The only environment of a file that must be good. */
function environmentOf(content: string): Environment {
  const result = readDelivery(content, 'f');
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const [environment] = result.delivery.environments;
  if (environment === undefined) throw new Error('no environment');
  return environment;
}

test('fills in every default', () => {
  expect(environmentOf(production({}))).toEqual({
    name: 'production',
    after: null,
    takesBack: null,
    url: null,
    target: {
      kind: 'local',
      artifact: 'dist',
      command: ['node'],
      instances: 2,
      host: '127.0.0.1',
      port: 8080,
      metricsPort: null,
      env: {},
      envFile: null,
      health: { path: '/', interval: 1000, timeout: 1000, deadline: 30_000 },
      stop: { drain: 5 * MINUTE, grace: 10_000 },
    },
    strategy: {
      kind: 'rolling',
      batches: 2,
      bake: { min: MINUTE, max: 30 * MINUTE },
      watch: { min: 5 * MINUTE, max: 30 * MINUTE },
    },
    gates: [],
    require: null,
    flags: null,
    guards: [],
    slos: [
      {
        name: 'availability',
        objective: { kind: 'availability', target: 99.9 },
        weight: 1,
        source: { kind: 'target' },
      },
    ],
    analysis: {
      poll: 5000,
      warmUp: MINUTE,
      alpha: 0.01,
      beta: 0.05,
      rollbackMargin: { ratio: 1.05, budgetShare: 0.02 },
      promotionMargin: { ratio: 2, budgetShare: 0.2 },
    },
    policies: {
      breach: 'rollback',
      tooFewSamples: 'pause',
      noData: 'rollback',
      sourceDown: 'pause',
      drift: 'restore',
      onCancel: 'rollback',
      // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
      pause: { timeout: 60 * MINUTE, then: 'rollback' },
    },
    arrivals: { kind: 'reject' },
    recovery: 'resume',
    who: { deploy: [], promote: [], rollback: [], override: [], block: [] },
    afterwards: { issue: true, comments: true, revert: false, releaseNote: false, runbook: null },
  });
  expect(readDelivery(production({}), 'f')).toMatchObject({ delivery: { notices: [] } });
});

test('reads what is written in place of the defaults', () => {
  const environment = environmentOf(
    production({
      on: '{ breach: pause, too-few-samples: extend, no-data: hold, source-down: rollback, cancel: hold }',
      pause: '{ timeout: 2d, then: leave }',
      analysis: '{ poll: 1s, warm-up: 0s, alpha: 0.5%, beta: 50%, rollback-margin: { ratio: 1 } }',
    }),
  );
  expect(environment.policies).toEqual({
    breach: 'pause',
    tooFewSamples: 'extend',
    noData: 'hold',
    sourceDown: 'rollback',
    drift: 'restore',
    onCancel: 'hold',
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    pause: { timeout: 2 * 24 * 60 * MINUTE, then: 'leave' },
  });
  expect(environment.analysis).toEqual({
    poll: 1000,
    warmUp: 0,
    alpha: 0.005,
    beta: 0.5,
    rollbackMargin: { ratio: 1, budgetShare: 0.02 },
    promotionMargin: { ratio: 2, budgetShare: 0.2 },
  });
});

test.each([
  ['canary', '{ canary: [5%, 25%, 50%] }'],
  ['rolling', '{ rolling: {} }'],
  ['rolling', '{ rolling: { batches: 2 }, bake: { min: 1m, max: 30m } }'],
  ['blue-green', '{ blue-green: { approval: false }, watch: { max: 30m, min: 5m } }'],
  ['{ canary: [5%] }', '{ canary: [{ weight: 5%, approval: false, bake: 30m }], bake: 30m, watch: 30m }'],
])('strategy %s is %s', (brief, long) => {
  expect(environmentOf(production({ strategy: brief }))).toEqual(
    environmentOf(production({ strategy: long })),
  );
});

test.each([
  [{ health: '/up' }, { health: '{ path: /up, interval: 1s, timeout: 1s, deadline: 30s }' }],
  [{ artifact: './a//b/' }, { artifact: 'a/b' }],
  [{ stop: '{ grace: 1s }' }, { stop: '{ drain: 5m, grace: 1s }' }],
])('%o is %o', (brief, long) => {
  expect(environmentOf(local(brief))).toEqual(environmentOf(local(long)));
});

test.each([
  ['1', 1],
  ['3', 3],
  ['4', 4],
  ['9', 4],
])('of %s instances, a default batch has one', (instances, batches) => {
  expect(environmentOf(local({ instances })).strategy).toMatchObject({ batches });
});

test('what a bake does not say comes from the strategy, and gives way to what it says', () => {
  const { strategy } = environmentOf(
    production({
      strategy: `{ bake: { min: 2m, max: 10m }, canary: [1%, { weight: 2%, bake: 1m30s }, { weight: 3%, bake: { min: 1h } }, { weight: 4%, bake: { max: 20m } }] }`,
    }),
  );
  expect(strategy).toMatchObject({
    steps: [
      { bake: { min: 2 * MINUTE, max: 10 * MINUTE } },
      { bake: { min: 1.5 * MINUTE, max: 1.5 * MINUTE } },
      { bake: { min: 60 * MINUTE, max: 60 * MINUTE } },
      { bake: { min: 2 * MINUTE, max: 20 * MINUTE } },
    ],
  });
});

test('environments stay in the order of the file, after what they name', () => {
  const text = production({}).replace(
    '  production:',
    '  z-test: { target: { local: { artifact: ., command: [a], port: 1 } }, strategy: canary, slos: [availability] }\n  production:\n    after: z-test',
  );
  const result = readDelivery(text, 'f');
  const environments = result.ok ? result.delivery.environments : [];
  expect(environments.map(({ name, after }) => [name, after])).toEqual([
    ['z-test', null],
    ['production', 'z-test'],
  ]);
});

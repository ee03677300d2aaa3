import { millis } from '@glidepath/model';
import { expect, test } from 'vitest';
import { createTarget, type TargetContext } from './registry.ts';
import { specAt } from './local/test-support/host.ts';

const CONTEXT: TargetContext = {
  service: 'shop',
  environment: 'production',
  workspace: '/nowhere',
  stateDir: '/nowhere',
  daemonFile: '/nowhere/local-daemon.js',
  strategy: {
    kind: 'blue-green',
    approval: false,
    watch: { min: millis(0), max: millis(1000) },
  },
  slos: [],
  env: {},
  now: Date.now,
};

test('the local engine is made from its part of the delivery file', async () => {
  const target = await createTarget(specAt(8080), CONTEXT);
  expect(target.counters).not.toBeNull();
  const view = await target.observe({ kind: 'none' });
  expect(view).toMatchObject({
    settled: true,
    failure: null,
    weight: 0,
    note: 'nothing was ever started here',
  });
});

test('a flag of LaunchDarkly is made from its part, and its token is read where it is used', async () => {
  const server = {
    kind: 'launchdarkly',
    url: 'http://127.0.0.1:9',
    tokenEnv: 'LD_TOKEN',
    project: 'shop',
    environment: 'production',
    timeout: millis(1000),
  } as const;
  const by = { kind: 'user', attribute: 'key' };
  const target = await createTarget(
    { kind: 'launchdarkly', flag: 'new-checkout', variation: true, by, approvals: null, server },
    CONTEXT,
  );
  expect(target.counters).toBeNull();
  await expect(target.standing()).rejects.toThrow('the environment variable LD_TOKEN is not set');
});

import { expect, test } from 'vitest';
import { createTarget } from './registry.ts';
import { specAt } from './local/test-support/host.ts';

test('the local engine is made from its part of the delivery file', async () => {
  const target = await createTarget(specAt(8080), {
    service: 'shop',
    environment: 'production',
    workspace: '/nowhere',
    stateDir: '/nowhere',
    daemonFile: '/nowhere/local-daemon.js',
    slos: [],
  });
  expect(target.counters).not.toBeNull();
  const view = await target.observe({ kind: 'none' });
  expect(view).toEqual({ settled: true, failure: null, weight: 0, note: 'nothing was ever started here' });
});

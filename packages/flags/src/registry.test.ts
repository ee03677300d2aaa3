import { millis } from '@glidepath/model';
import { expect, it } from 'vitest';
import { createInventory } from './registry.ts';

const CONTEXT = { env: {}, workspace: '/nowhere', lastChange: async () => null };

it.each([
  { kind: 'launchdarkly', sdkKeyEnv: 'A', url: null, timeout: millis(1), server: null },
  { kind: 'unleash', url: 'http://127.0.0.1:1/api', tokenEnv: 'A', app: 'a', server: null },
  { kind: 'flagd', host: '127.0.0.1', port: 1, tls: null, deadline: millis(1) },
  { kind: 'ofrep', url: 'http://127.0.0.1:1', headers: {}, tokenEnv: null },
] as const)('$kind has no inventory without a server that is administered', async (provider) => {
  expect(await createInventory(provider, CONTEXT)).toBeNull();
});

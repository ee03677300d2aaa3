import { PRODUCTION } from '@glidepath/conductor/testing';
import { millis, type Delivery } from '@glidepath/model';
import { expect, it } from 'vitest';
import { hideSecrets } from './secrets.ts';

const DELIVERY: Delivery = {
  service: 'shop',
  environments: [
    {
      ...PRODUCTION,
      url: 'PATH',
      flags: {
        kind: 'unleash',
        url: 'http://127.0.0.1:4242/api',
        tokenEnv: 'UNLEASH_TOKEN',
        app: 'glidepath',
        server: {
          kind: 'unleash',
          url: 'http://127.0.0.1:4242/api',
          tokenEnv: 'UNLEASH_ADMIN',
          project: 'default',
          environment: 'production',
          timeout: millis(1_000),
        },
      },
    },
  ],
  notices: [],
  build: [],
};

it('hides the values of the variables that are named for secrets, and no others', () => {
  const hidden: string[] = [];
  const env = {
    UNLEASH_TOKEN: 'first-secret',
    UNLEASH_ADMIN: 'second-secret',
    HOME: '/home/me',
    PATH: '/bin',
  };
  hideSecrets({ env, mask: (secret) => hidden.push(secret) }, DELIVERY);
  expect(hidden).toEqual(['first-secret', 'second-secret']);
});

it('leaves alone what is too short to be one, or not set', () => {
  const hidden: string[] = [];
  hideSecrets({ env: { UNLEASH_TOKEN: 'abc' }, mask: (secret) => hidden.push(secret) }, DELIVERY);
  expect(hidden).toEqual([]);
});

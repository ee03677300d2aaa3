import { millis } from '@glidepath/model';
import { expect, test } from 'vitest';
import { instanceEnv } from './daemon/start.ts';
import { DAEMON_INHERITS, inherited, INSTANCE_INHERITS } from './environment.ts';
import { release } from './test-support/releases.ts';

const own = {
  PATH: '/bin',
  HOME: '/home/x',
  TZ: 'UTC',
  TMPDIR: '/scratch',
  GITHUB_TOKEN: 'secret',
  RUNNER_TRACKING_ID: 'github_1',
  INPUT_X: 'secret',
  ACTIONS_RUNTIME_TOKEN: 'secret',
  NODE_OPTIONS: '--inspect',
};

test('the daemon gets five names and no others', () => {
  expect(inherited(own, DAEMON_INHERITS)).toEqual({
    PATH: '/bin',
    HOME: '/home/x',
    TZ: 'UTC',
    TMPDIR: '/scratch',
  });
});

test('an instance: the host, the delivery file, the env file, and what it must know, in that order', () => {
  const staged = {
    digest: release('one').digest,
    fetched: false,
    command: ['x'],
    env: { PATH: '/opt/bin', MODE: 'file', PORT: '1' },
    host: inherited(own, INSTANCE_INHERITS),
    secrets: { MODE: 'secret', HOST: '0.0.0.0' },
    health: { path: '/', interval: millis(1), timeout: millis(1), deadline: millis(1) },
  };
  expect(instanceEnv(staged, '1.4.0', 20_123)).toEqual({
    PATH: '/opt/bin',
    HOME: '/home/x',
    TZ: 'UTC',
    MODE: 'secret',
    PORT: '20123',
    HOST: '127.0.0.1',
    GLIDEPATH_RELEASE: '1.4.0',
    GLIDEPATH_DIGEST: staged.digest,
  });
});

import type { Target } from '@glidepath/conductor';
import { millis, percent, type UnleashTargetSpec } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { releaseOf, sidesOf } from '../sides.ts';
import { createUnleashTarget } from '../target.ts';
import { TOKEN, type FakeUnleash } from './fake-unleash.ts';

export function specAt(url: string): UnleashTargetSpec {
  return {
    kind: 'unleash',
    flag: 'new-checkout',
    names: { on: 'one-page', off: 'classic' },
    stickiness: 'userId',
    server: {
      kind: 'unleash',
      url,
      tokenEnv: 'UNLEASH_ADMIN_TOKEN',
      project: 'default',
      environment: 'production',
      timeout: millis(2_000),
    },
  };
}

const SIDES = sidesOf(specAt(''));
export const ON = releaseOf(SIDES.on);
export const OFF = releaseOf(SIDES.off);
export const ONLY_ON: Desired = { kind: 'only', release: ON };
export const ONLY_OFF: Desired = { kind: 'only', release: OFF };

export function split(weight: number): Desired {
  return { kind: 'split', strategy: 'canary', stable: OFF, candidate: ON, weight: percent(weight) };
}

export function targetAt(fake: FakeUnleash, token = TOKEN): Target {
  const env = { UNLEASH_ADMIN_TOKEN: token };
  return createUnleashTarget({ spec: specAt(fake.url), env, now: Date.now });
}

/** Asks for it as the conductor does. */
export async function bring(target: Target, desired: Desired): ReturnType<Target['observe']> {
  await target.apply(desired, 1);
  return await target.observe(desired);
}

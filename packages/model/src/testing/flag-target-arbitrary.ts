import * as fc from 'fast-check';
import type { LaunchDarklyServer, UnleashServer } from '../flag-servers.ts';
import type { FlagTargetSpec } from '../flag-targets.ts';
import { millis } from '../units.ts';

/** Any place where flags are administered, and any flag as a target, that a file can say. */

const place = fc.stringMatching(/^[a-z][\w.!~*'()-]{0,8}$/);
const tokenEnv = fc.constantFrom('FLAGS_TOKEN', 'a_1');
const timeout = fc.integer({ min: 100, max: 1e6 }).map(millis);
const line = fc.stringMatching(/^[!-~éß](?:[ -~éß]{0,20}[!-~éß])?$/);

export const launchDarklyServer: fc.Arbitrary<LaunchDarklyServer> = fc.record({
  kind: fc.constant('launchdarkly' as const),
  url: fc.constantFrom('https://app.launchdarkly.com', 'http://127.0.0.1:8080/ld'),
  tokenEnv,
  project: place,
  environment: place,
  timeout,
});

export const unleashServer: fc.Arbitrary<UnleashServer> = fc.record({
  kind: fc.constant('unleash' as const),
  url: fc.constantFrom('https://flags.example/eu/api', 'http://127.0.0.1:4242/api'),
  tokenEnv,
  project: place,
  environment: place,
  timeout,
});

/** Of the flag of that name, which no other environment has. */
export function flagTarget(flag: string): fc.Arbitrary<FlagTargetSpec> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('launchdarkly' as const),
      flag: fc.constant(flag),
      variation: fc.oneof(
        fc.boolean(),
        line,
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      ),
      by: fc.record({ kind: fc.constantFrom('user', 'organization'), attribute: line }),
      approvals: fc.option(fc.integer({ min: 60_000, max: 1e8 }).map(millis)),
      server: launchDarklyServer,
    }),
    fc.record({
      kind: fc.constant('unleash' as const),
      flag: fc.constant(flag),
      names: fc.record({ on: line, off: line }).filter(({ on, off }) => on !== off),
      stickiness: fc.constantFrom('default', 'userId', 'tenant'),
      server: unleashServer,
    }),
  );
}

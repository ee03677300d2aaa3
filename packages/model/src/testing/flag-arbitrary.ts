import * as fc from 'fast-check';
import { FLAG_UNKNOWNS } from '../flags.ts';
import type { FlagGate, FlagProvider } from '../flags.ts';
import { GUARD_POLICIES } from '../guard.ts';
import { millis } from '../units.ts';
import { launchDarklyServer, unleashServer } from './flag-target-arbitrary.ts';

/** Any gate on a flag, and any provider, that a file can say. */

const key = fc.stringMatching(/^[!-~éß](?:[ -~éß]{0,20}[!-~éß])?$/);

export const flagGate: fc.Arbitrary<FlagGate> = fc.record({
  kind: fc.constant('flag' as const),
  key,
  is: fc.oneof(
    fc.boolean(),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ),
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  then: fc.constantFrom(...GUARD_POLICIES),
  unknown: fc.constantFrom(...FLAG_UNKNOWNS),
});

/** Gates on different flags: two on the same one could contradict each other. */
export const flagGates = fc.uniqueArray(flagGate, { maxLength: 2, selector: ({ key: own }) => own });

const variable = fc.constantFrom('FLAGS_KEY', 'a_1');
const path = fc.constantFrom('flags.json', '.github/flags.yml');
const url = fc.constantFrom('https://flags.example', 'http://127.0.0.1:4242/api');
const length = fc.integer({ min: 100, max: 1e6 }).map(millis);

export const flagProvider: fc.Arbitrary<FlagProvider> = fc.oneof(
  fc.record({
    kind: fc.constant('launchdarkly' as const),
    sdkKeyEnv: variable,
    url: fc.option(url),
    timeout: length,
    server: fc.option(launchDarklyServer),
  }),
  fc.record({
    kind: fc.constant('flagd' as const),
    host: fc.constantFrom('127.0.0.1', 'flagd.internal', '::1'),
    port: fc.integer({ min: 1, max: 65_535 }),
    tls: fc.constantFrom(null, { caFile: null }, { caFile: 'ca.pem' }),
    deadline: length,
  }),
  fc.record({ kind: fc.constant('flagd-file' as const), file: path }),
  fc.record({
    kind: fc.constant('ofrep' as const),
    url,
    headers: fc.constantFrom({}, { 'X-Tenant': 'team' }),
    tokenEnv: fc.option(variable),
  }),
  fc.record({
    kind: fc.constant('unleash' as const),
    url: fc.constant('http://127.0.0.1:4242/api'),
    tokenEnv: variable,
    app: key,
    server: fc.option(unleashServer),
  }),
  fc.record({ kind: fc.constant('env' as const), prefix: fc.constantFrom('FLAG_', 'f') }),
  fc.record({ kind: fc.constant('file' as const), file: path }),
);

import { expect, test } from 'vitest';
import type { InstanceState, InstanceView } from '../protocol.ts';
import { release } from '../test-support/releases.ts';
import { describe as describeFacts } from './note.ts';

const [one, two] = [release('1.4.0'), release('1.5.0')];

function instances(...states: readonly InstanceState[]): readonly InstanceView[] {
  return states.map((state, index) => ({
    pid: index + 1,
    port: 1,
    state,
    inFlight: state === 'draining' ? 2 : 0,
  }));
}

test('where things stand, in words', () => {
  const shares = new Map([
    [one.digest, 75],
    [two.digest, 25],
  ]);
  const facts = {
    demand: [
      { release: one, instances: 2, share: 75, proven: true },
      { release: two, instances: 1, share: 25, proven: false },
    ],
    shares,
    effective: shares,
    releases: [
      { digest: one.digest, name: one.name, instances: instances('ready', 'ready', 'draining', 'stopping') },
      { digest: two.digest, name: two.name, instances: instances('starting') },
    ],
    trouble: null,
  };
  expect(describeFacts(facts)).toBe(
    '1.4.0: 2 of 2 ready, 75 %; 1.5.0: 0 of 1 ready, 25 %; 1.4.0: 2 leaving, 2 requests under way',
  );
  expect(
    describeFacts({ ...facts, effective: new Map([[one.digest, 100]]), trouble: 'The port is taken.' }),
  ).toBe(
    '1.4.0: 2 of 2 ready, 100 %; 1.5.0: 0 of 1 ready, 0 %; 1.4.0: 2 leaving, 2 requests under way; 1.5.0 has nothing healthy, its traffic goes to the other release; The port is taken.',
  );
});

test('what has to go, and nothing at all', () => {
  const shares = new Map([[two.digest, 100]]);
  expect(
    describeFacts({
      demand: [{ release: one, instances: 1, share: 100, proven: true }],
      shares,
      effective: shares,
      releases: [{ digest: two.digest, name: two.name, instances: instances('ready') }],
      trouble: null,
    }),
  ).toBe('1.4.0: 0 of 1 ready, 0 %; 1.5.0: has to go, 100 %');
  const nothing = new Map();
  expect(
    describeFacts({ demand: [], shares: nothing, effective: nothing, releases: [], trouble: null }),
  ).toBe('nothing runs');
});

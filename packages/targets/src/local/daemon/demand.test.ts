import { percent } from '@glidepath/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { release } from '../test-support/releases.ts';
import { demandOf } from './demand.ts';

const one = release('one');
const two = release('two');

test.each([
  ['canary', 4, 0, 4, 1],
  ['canary', 4, 1, 4, 1],
  ['canary', 4, 25, 4, 1],
  ['canary', 4, 26, 4, 2],
  ['canary', 4, 100, 4, 4],
  ['canary', 10, 70, 10, 7],
  ['blue-green', 3, 0, 3, 3],
  ['blue-green', 3, 100, 3, 3],
  ['rolling', 4, 0, 4, 1],
  ['rolling', 4, 25, 3, 1],
  ['rolling', 3, 50, 2, 2],
  ['rolling', 4, 100, 0, 4],
  ['rolling', 1, 50, 1, 1],
] as const)(
  '%s of %i at %i %%: stable %i, candidate %i',
  (strategy, instances, weight, stable, candidate) => {
    const demand = demandOf(
      { kind: 'split', strategy, stable: one, candidate: two, weight: percent(weight) },
      instances,
    );
    expect(demand.map((wanted) => [wanted.release.name, wanted.instances, wanted.share])).toEqual([
      ['one', stable, 100 - weight],
      ['two', candidate, weight],
    ]);
  },
);

test('a first release has all the traffic and all the instances, whatever the weight', () => {
  expect(
    demandOf({ kind: 'split', strategy: 'canary', stable: null, candidate: two, weight: percent(5) }, 3),
  ).toEqual([{ release: two, instances: 3, share: 100, proven: false }]);
});

test('only one, and none', () => {
  expect(demandOf({ kind: 'only', release: one }, 3)).toEqual([
    { release: one, instances: 3, share: 100, proven: true },
  ]);
  expect(demandOf({ kind: 'none' }, 3)).toEqual([]);
});

test('a release split with itself is that release alone', () => {
  const itself = {
    kind: 'split',
    strategy: 'canary',
    stable: one,
    candidate: one,
    weight: percent(5),
  } as const;
  expect(demandOf(itself, 2)).toEqual([{ release: one, instances: 2, share: 100, proven: true }]);
});

test('who has a share has instances to bear it, at any weight', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('canary', 'rolling', 'blue-green'),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (strategy, instances, weight) => {
        const desired = {
          kind: 'split',
          strategy,
          stable: one,
          candidate: two,
          weight: percent(weight),
        } as const;
        for (const wanted of demandOf(desired, instances)) {
          expect(wanted.instances).toBeLessThanOrEqual(instances);
          expect(wanted.instances * 100).toBeGreaterThanOrEqual(
            Math.min(wanted.share, 100) * instances - 1e-6,
          );
        }
      },
    ),
  );
});

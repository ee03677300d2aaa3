import { percent, type Digest } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { release } from '../test-support/releases.ts';
import { steer, type Standing } from './course.ts';
import { demandOf } from './demand.ts';
import { effective, type Shares } from './shares.ts';

const INSTANCES = 4;
const releases = [release('a'), release('b'), release('c')];
const [a, b] = [release('a'), release('b')];

/** A host on which everything asked for happens, one instance at a time where `lazy` says so. */
class Host {
  shares: Shares = new Map();
  settled = false;
  readonly crews = new Map<Digest, { seats: number; ready: number }>();

  step(desired: Desired, getReady: (digest: Digest) => boolean): void {
    const course = steer(demandOf(desired, INSTANCES), this.crews, this.shares);
    this.shares = course.shares;
    this.settled = course.settled;
    for (const [digest, seats] of course.seats) {
      const crew = this.crews.get(digest) ?? { seats: 0, ready: 0 };
      crew.seats = seats;
      crew.ready = Math.min(crew.ready, seats);
      if (crew.ready < seats && getReady(digest)) crew.ready += 1;
      if (seats === 0) this.crews.delete(digest);
      else this.crews.set(digest, crew);
    }
  }

  settle(desired: Desired): void {
    for (let turn = 0; turn < 50; turn++) this.step(desired, () => true);
  }

  standing(digest: Digest): Standing | undefined {
    return this.crews.get(digest);
  }
}

function split(weight: number, strategy: 'canary' | 'rolling' | 'blue-green' = 'rolling'): Desired {
  return { kind: 'split', strategy, stable: a, candidate: b, weight: percent(weight) };
}

test('it starts before it stops: a rolling release never has less than the load needs', () => {
  const host = new Host();
  host.settle({ kind: 'only', release: a });
  for (const weight of [25, 50, 100]) {
    for (let turn = 0; turn < 20; turn++) {
      host.step(split(weight), () => true);
      const ready = [...host.crews.values()].reduce((sum, crew) => sum + crew.ready, 0);
      expect(ready).toBeGreaterThanOrEqual(INSTANCES);
    }
    expect(host.settled).toBe(true);
  }
  expect(host.standing(a.digest)).toBeUndefined();
  expect(host.standing(b.digest)).toEqual({ seats: INSTANCES, ready: INSTANCES });
});

test('a candidate that never gets ready takes nothing away from the stable', () => {
  const host = new Host();
  host.settle({ kind: 'only', release: a });
  for (let turn = 0; turn < 20; turn++) host.step(split(100), (digest) => digest === a.digest);
  expect(host.settled).toBe(false);
  expect(host.shares).toEqual(new Map([[a.digest, 100]]));
  expect(host.standing(a.digest)).toEqual({ seats: INSTANCES, ready: INSTANCES });
});

test('what has no traffic and is not wanted goes at once, also while others still start', () => {
  const host = new Host();
  host.settle({ kind: 'only', release: a });
  host.step(split(0, 'blue-green'), () => true);
  host.step({ kind: 'only', release: a }, () => true);
  host.step({ kind: 'only', release: a }, () => true);
  expect([...host.crews.keys()]).toEqual([a.digest]);
});

const desires: fc.Arbitrary<Desired> = fc.oneof(
  fc.constantFrom(...releases).map((only) => ({ kind: 'only', release: only }) as const),
  fc
    .tuple(
      fc.constantFrom('canary', 'rolling', 'blue-green'),
      fc.constantFrom(...releases),
      fc.constantFrom(...releases),
      fc.integer({ min: 0, max: 100 }),
    )
    .map(
      ([strategy, stable, candidate, weight]) =>
        ({ kind: 'split', strategy, stable, candidate, weight: percent(weight) }) as const,
    ),
);

test('from anything to anything: somebody ready always serves, and in the end it is settled with nothing left over', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(desires, fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })), { maxLength: 6 }),
      desires,
      (history, last) => {
        const host = new Host();
        host.settle({ kind: 'only', release: a });
        const serves = (): void => {
          const ready = (digest: Digest): number => host.standing(digest)?.ready ?? 0;
          for (const digest of effective(host.shares, ready).keys()) expect(ready(digest)).toBeGreaterThan(0);
          expect(host.shares.size).toBeGreaterThan(0);
        };
        for (const [desired, luck] of history) {
          for (const lucky of luck) {
            host.step(desired, () => lucky);
            serves();
          }
        }
        for (let turn = 0; turn < 50; turn++) {
          host.step(last, () => true);
          serves();
        }
        expect(host.settled).toBe(true);
        const needed = demandOf(last, INSTANCES).filter(({ instances }) => instances > 0);
        expect(new Map([...host.crews].map(([digest, { seats }]) => [digest, seats]))).toEqual(
          new Map(needed.map((wanted) => [wanted.release.digest, wanted.instances])),
        );
      },
    ),
  );
});

test('none: everything goes', () => {
  const host = new Host();
  host.settle(split(50));
  host.settle({ kind: 'none' });
  expect(host.settled).toBe(true);
  expect(host.crews.size).toBe(0);
  expect(host.shares.size).toBe(0);
});

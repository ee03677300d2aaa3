import { deliver } from '@glidepath/conductor';
import { V1, V2, World } from '@glidepath/conductor/testing';
import type { Release } from '@glidepath/model';
import { beforeEach, expect, it, vi } from 'vitest';
import { preflight } from './preflight.ts';
import { FakeSource } from './testing/foreign-source.ts';
import { assemblyOf, killedAfter, worldWithV1 } from './testing/surroundings.ts';

const DOWN = { kind: 'source-down', why: 'nobody answers', mend: 'start it' } as const;

let source: FakeSource;
beforeEach(() => {
  source = new FakeSource();
  source.trouble = DOWN;
});

async function before(world: World, release: Release, more = {}): ReturnType<typeof preflight> {
  const arrival = { release, arrivals: 'reject' as const, gates: [], override: null, ...more };
  return preflight({ ...assemblyOf(world), foreign: source.foreign }, arrival);
}

it('stops a rollout whose SLIs can not be measured, with the query, the answer and the mend', async () => {
  const world = await worldWithV1();
  const entries = world.ledger.entries.length;
  expect(await before(world, V2)).toMatchObject({
    decision: 'failed',
    reason: 'source-down',
    message:
      'nothing was changed: availability can\'t be measured, nobody answers; start it (asked: requests{slo="availability"})',
    release: { name: 'v2' },
    rollout: null,
    live: { name: 'v1' },
    timeline: [],
  });
  expect(source.asked).toEqual([{ candidate: V2, stable: V1 }]);
  expect(world.ledger.entries).toHaveLength(entries);
});

it('says no-data where that is what it is', async () => {
  source.trouble = { kind: 'no-data', why: 'no series', mend: 'scrape it' };
  expect(await before(await worldWithV1(), V2)).toMatchObject({ decision: 'failed', reason: 'no-data' });
});

it('lets a rollout begin whose SLIs can be measured', async () => {
  source.trouble = null;
  expect(await before(await worldWithV1(), V2)).toBeNull();
  expect(source.asked).toHaveLength(1);
});

it('asks for a first release without one to compare with', async () => {
  expect(await before(new World(), V1)).toMatchObject({ decision: 'failed' });
  expect(source.asked).toEqual([{ candidate: V1, stable: null }]);
});

it('does not stand in the way of a rollout that is under way', async () => {
  const world = await worldWithV1();
  await killedAfter(world, V2, 2);
  expect(await before(world, V2)).toBeNull();
  expect(source.asked).toEqual([]);
});

it('leaves the word to who refuses, and to what is live already', async () => {
  const world = await worldWithV1();
  expect(await before(world, V1)).toBeNull();
  const gates = [{ reason: 'frozen', message: 'it is Friday', until: null }] as const;
  expect(await before(world, V2, { gates })).toBeNull();
  expect(source.asked).toEqual([]);
});

it('a release that was rolled back before is told without that rollout', async () => {
  const world = await worldWithV1();
  world.target.failRates.set('v2', 0.5);
  await deliver(world.ports, world.order(V2));
  expect(await before(world, V2, { override: 'again' })).toMatchObject({
    rollout: null,
    live: { name: 'v1' },
  });
});

it('asks no engine what stands there in the middle of a rollout that is in the way', async () => {
  const world = new World();
  await killedAfter(world, V1, 2);
  const standing = vi.spyOn(world.ports.target, 'standing');
  await before(world, V2, { arrivals: 'supersede' });
  expect(source.asked).toEqual([{ candidate: V2, stable: null }]);
  expect(standing).not.toHaveBeenCalled();
});

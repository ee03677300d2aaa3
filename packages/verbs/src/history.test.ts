import { deliver } from '@glidepath/conductor';
import { V1, V2, V3, type World } from '@glidepath/conductor/testing';
import { expect, it } from 'vitest';
import { newestPassages, passagesOf } from './history.ts';
import { steerRollout } from './steer.ts';
import { assemblyOf, killedAfter, surroundingsOf, worldWithV1 } from './testing/surroundings.ts';

async function story(): Promise<World> {
  const world = await worldWithV1();
  world.target.failRates.set('v2', 0.5);
  await deliver(world.ports, world.order(V2));
  await deliver(world.ports, world.order(V3));
  await steerRollout(surroundingsOf(world), assemblyOf(world), 'rollback', 'on a hunch');
  return world;
}

it('is a passage for each way to a decision, newest first', async () => {
  const world = await story();
  const passages = await newestPassages(world.ledger, 10);
  expect(
    passages.map(({ release, decision, reason, actor }) => [release.name, decision, reason, actor]),
  ).toEqual([
    ['v3', 'rolled-back', 'requested', 'dana'],
    ['v3', 'promoted', 'healthy', 'dana'],
    ['v2', 'rolled-back', 'breach', 'dana'],
    ['v1', 'promoted', 'healthy', 'dana'],
  ]);
  expect(passages[0]).toMatchObject({ note: 'on a hunch', entry: world.ledger.entries.at(-1)?.id });
  for (const passage of passages) expect(passage.durationMs).toBeGreaterThan(0);
});

it('gives as many as are asked for, each one whole', async () => {
  const world = await story();
  const all = await newestPassages(world.ledger, 10);
  for (let count = 1; count <= all.length; count++) {
    expect(await newestPassages(world.ledger, count)).toEqual(all.slice(0, count));
  }
});

it('leaves what is under way open', async () => {
  const world = await worldWithV1();
  await killedAfter(world, V2, 2);
  expect((await newestPassages(world.ledger, 1))[0]).toMatchObject({
    release: { name: 'v2' },
    decision: null,
    endedAt: null,
    durationMs: null,
  });
});

it('has no passage for a wish that came to nothing', async () => {
  const world = await worldWithV1();
  await steerRollout(surroundingsOf(world), assemblyOf(world), 'rollback', 'too far');
  expect((await newestPassages(world.ledger, 5)).map(({ release }) => release.name)).toEqual([V1.name]);
});

it('is empty where nothing was delivered', () => {
  expect(passagesOf([])).toEqual([]);
});

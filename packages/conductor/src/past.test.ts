import { describe, expect, it } from 'vitest';
import type { Counts } from '@glidepath/analysis';
import { deliver } from './conductor.ts';
import type { MetricSource } from './ports.ts';
import { V1, V2, World } from './testing/index.ts';

/** Half an hour of a release that fails now and then, and in some minutes five times as often. */
const WILD: readonly Counts[] = Array.from({ length: 30 }, (_, minute) => ({
  bad: minute % 3 === 0 ? 150 : 30,
  total: 12_000,
}));
/** The same release without those minutes. */
const CALM: readonly Counts[] = Array.from({ length: 30 }, (_, minute) => ({
  bad: 60 + (minute % 2),
  total: 12_000,
}));

/** The releases one after the other, with this known of the first when the second comes. */
async function second(past: ReadonlyMap<string, readonly Counts[]> | null): Promise<World> {
  const world = new World();
  for (const name of ['v1', 'v2']) world.target.failRates.set(name, 0.005);
  await deliver(world.ports, world.order(V1));
  world.listener.samples.length = 0;
  world.listener.notes.length = 0;
  world.target.past = past;
  await deliver(world.ports, world.order(V2));
  return world;
}

const stays = ({ listener }: World): number =>
  listener.samples.filter(({ phase }) => phase === 'step').length;

describe('what the stable release counted before', () => {
  it('is asked for once, up to the start of the rollout', async () => {
    const { target, ledger } = await second(new Map([['v1', CALM]]));
    const started = ledger.entries.findLast(({ event }) => event.kind === 'started');
    expect(target.askedOfPast).toEqual([{ release: V1, until: started?.event.at, minutes: 30 }]);
  });

  it('is what the judge goes by: calm minutes save time, wild ones take it', async () => {
    const [calm, unknown, wild] = [
      await second(new Map([['v1', CALM]])),
      await second(null),
      await second(new Map([['v1', WILD]])),
    ];
    expect(stays(calm)).toBeLessThan(stays(unknown));
    expect(stays(wild)).toBeGreaterThan(stays(calm));
  });

  it('comes with the first look, for who records it, without what can not be true', async () => {
    const broken = [
      { bad: Number.NaN, total: 5 },
      { bad: 7, total: 5 },
      { bad: 0, total: 0 },
    ];
    const { listener } = await second(new Map([['v1', [...CALM, ...broken]]]));
    const [first, ...others] = listener.samples;
    expect(first?.history).toEqual([{ sli: 'availability', minutes: CALM, why: null }]);
    expect(others.every(({ history }) => history === null)).toBe(true);
  });

  it('holds nothing up where it can not be had, and that is told', async () => {
    const { listener, story } = await second(new Map());
    expect(story.at(-1)).toBe('ended');
    expect(listener.notes).toContain(
      'how availability of v1 went before is not known, which costs time: v1 was never seen',
    );
  });

  it('is done without where the source keeps no past', async () => {
    const world = new World();
    await deliver(world.ports, world.order(V1));
    const metrics: MetricSource = { read: async (slos, pair) => world.target.counters.read(slos, pair) };
    await deliver({ ...world.ports, metrics }, world.order(V2));
    expect(world.story.at(-1)).toBe('ended');
    expect(world.target.askedOfPast).toEqual([]);
    expect(world.listener.notes.join()).not.toContain('before');
  });
});

it('who takes a rollout up asks for the same minutes', async () => {
  const world = new World();
  world.target.past = new Map([['v1', CALM]]);
  await deliver(world.ports, world.order(V1));
  const order = world.order(V2);
  let looks = 0;
  const dying = {
    ...world.ports,
    listener: {
      ...world.ports.listener,
      event: () => {},
      note: () => {},
      sample: () => {
        looks += 1;
        if (looks === 5) throw new Error('the runner dies');
      },
    },
  };
  await expect(deliver(dying, order)).rejects.toThrow('the runner dies');
  world.dead.add(order.holder.id);
  await deliver(world.ports, world.order(V2));
  const [one, other] = world.target.askedOfPast;
  expect(world.target.askedOfPast).toHaveLength(2);
  expect(other).toEqual(one);
});

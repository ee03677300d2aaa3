import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlagWorld } from './testing/flag-world.ts';

let world: FlagWorld;
beforeEach(async () => {
  world = await FlagWorld.start();
});
afterEach(async () => {
  expect(world.server.violations).toEqual([]);
  await world[Symbol.asyncDispose]();
});

describe('a rollout of a flag that is off', () => {
  it('touches nothing before the first step', async () => {
    const view = await world.bringAbout(world.split(0));
    expect(view).toMatchObject({
      settled: true,
      failure: null,
      weight: 0,
      note: 'off, everybody gets "false"',
    });
    expect(world.sent).toEqual([]);
  });

  it('turns it on once, goes on in exact percentages, and ends with one variation for all', async () => {
    const weights = [0, 1, 25.5, 100];
    for (const weight of weights) {
      expect(await world.bringAbout(world.split(weight))).toMatchObject({ settled: true, weight });
    }
    expect(world.rest).toEqual({ true: 100_000, false: 0 });
    expect(await world.bringAbout(world.only(true))).toMatchObject({ settled: true, weight: 100 });
    expect(world.settings.on).toBe(true);
    expect(world.rest).toEqual({ alone: 'true' });
    const share = 'updateFallthroughVariationOrRollout';
    expect(world.sent).toEqual([['turnFlagOn', share], [share], [share], [share]]);
  });

  it('is rolled back by turning it off, and leaves nothing for who turns it on again', async () => {
    await world.bringAbout(world.split(25));
    const view = await world.bringAbout(world.only(false));
    expect(view).toMatchObject({
      settled: true,
      failure: null,
      weight: 100,
      note: 'off, everybody gets "false"',
    });
    expect(world.settings.on).toBe(false);
    expect(world.rest).toEqual({ alone: 'false' });
    expect(world.sent.at(-1)).toEqual(['turnFlagOff', 'updateFallthroughVariationOrRollout']);
  });

  it('may begin again after it was rolled back, in the same run and in a later one', async () => {
    for (const run of ['same', 'later']) {
      await world.bringAbout(world.split(25));
      await world.bringAbout(world.only(false));
      if (run === 'later') world.newRun();
      expect(await world.bringAbout(world.split(5))).toMatchObject({ settled: true, weight: 5 });
      await world.bringAbout(world.only(false));
    }
  });

  it('keeps the default rule of a flag that nobody rolled out', async () => {
    expect(await world.bringAbout(world.only(false))).toMatchObject({ settled: true });
    expect(world.rest).toEqual({ alone: 'true' });
    expect(world.sent).toEqual([]);
  });
});

it('asks for nothing twice, and looks once a look', async () => {
  const desired = world.split(25);
  await world.bringAbout(desired);
  const before = world.server.calls.length;
  for (let look = 0; look < 3; look++) await world.bringAbout(desired);
  expect(world.server.calls.length - before).toBe(3);
  expect(world.sent).toHaveLength(1);
});

it('leaves rules, targets and other environments alone, and says that they decide before the percentages', async () => {
  world.byHand([
    { kind: 'addRule', attribute: 'beta', variationId: world.id(true) },
    { kind: 'addTargets', values: ['ada', 'bob'], variationId: world.id(true) },
  ]);
  const { rules, targets } = world.settings;
  const staging = structuredClone(world.in('staging'));
  const view = await world.bringAbout(world.split(25));
  expect(view.note).toBe(
    'on, 25% "true" and 75% "false" by user key; for some 2 individual targets and 1 rule decide before that',
  );
  await world.bringAbout(world.only(false));
  expect(world.settings).toMatchObject({ rules, targets });
  expect(world.in('staging')).toEqual(staging);
});

it('divides by the context that the delivery file names', async () => {
  world.newRun({ by: { kind: 'organization', attribute: 'country' } });
  expect(await world.bringAbout(world.split(25))).toMatchObject({ settled: true });
  expect(world.settings.fallthrough).toMatchObject({
    rollout: { contextKind: 'organization', bucketBy: 'country' },
  });
});

it('goes from one of many variations to another and back, on all the time', async () => {
  const many = await FlagWorld.start(['blue', 'green', 'red', 'none']);
  try {
    many.byHand([{ kind: 'turnFlagOn' }]);
    expect(await many.target.standing()).toMatchObject({ name: 'blue', commit: null });
    const weights = many.split(12.345, 'green', 'blue');
    expect(await many.bringAbout(weights)).toMatchObject({ settled: true, weight: 12.345 });
    expect(many.rest).toEqual({ blue: 87_655, green: 12_345, red: 0, none: 0 });
    expect(await many.bringAbout(many.only('blue'))).toMatchObject({ settled: true, weight: 100 });
    expect(many.rest).toEqual({ alone: 'blue' });
    expect(many.settings.on).toBe(true);
    expect(many.server.violations).toEqual([]);
  } finally {
    await many[Symbol.asyncDispose]();
  }
});

it('writes into the audit log what changes and who started it', async () => {
  world.newRun(
    {},
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: 'octocat',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/checkout',
      GITHUB_RUN_ID: '42',
    },
  );
  await world.bringAbout(world.split(25));
  await world.bringAbout(world.only(false));
  const by = 'checkout in production, started by octocat, https://github.com/acme/checkout/actions/runs/42';
  expect(world.server.world.audit.map(({ comment }) => comment)).toEqual([
    `Glidepath: all get "false"; ${by}`,
    `Glidepath: rolls out "true" against "false" at 25%; ${by}`,
  ]);
});

it('turns it off where there is nothing to go back to', async () => {
  world.byHand([{ kind: 'turnFlagOn' }]);
  expect(await world.bringAbout({ kind: 'none' })).toMatchObject({ settled: true, weight: 0 });
  expect(world.settings.on).toBe(false);
});

it('passes over planned changes of others to go back, and not to go on', async () => {
  await world.bringAbout(world.split(25));
  world.server.world.scheduled.add('production');
  await expect(world.target.apply(world.split(50), 1)).rejects.toThrow('pending scheduled change');
  expect(await world.bringAbout(world.only(false))).toMatchObject({ settled: true });
});

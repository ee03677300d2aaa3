import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, FlagWorld } from './testing/flag-world.ts';

let world: FlagWorld;
beforeEach(async () => {
  world = await FlagWorld.start();
});
afterEach(async () => {
  expect(world.server.violations).toEqual([]);
  await world[Symbol.asyncDispose]();
});

const SHARE = 'updateFallthroughVariationOrRollout';

describe('somebody else changes the flag while it is rolled out', () => {
  const disturb = {
    'turns it off': () => world.byHand([{ kind: 'turnFlagOff' }], 'incident 42'),
    'sets other percentages': () =>
      world.byHand([
        { kind: SHARE, rolloutWeights: { [world.id(true)]: 60_000, [world.id(false)]: 40_000 } },
      ]),
    'gives all of them one variation': () => world.byHand([{ kind: SHARE, variationId: world.id(true) }]),
    'divides by something else': () =>
      world.byHand([
        {
          kind: SHARE,
          rolloutWeights: { [world.id(true)]: 25_000, [world.id(false)]: 75_000 },
          rolloutBucketBy: 'country',
        },
      ]),
    'changes its off variation': () =>
      world.byHand([{ kind: 'updateOffVariation', variationId: world.id(true) }]),
  };
  const said: Readonly<Record<keyof typeof disturb, string>> = {
    'turns it off':
      'Ada Lovelace ("incident 42") changed the flag new-checkout in production during the rollout: it was turned off.',
    'sets other percentages': 'by its default rule 60% "true" and 40% "false" by user key.',
    'gives all of them one variation': 'by its default rule all get "true".',
    'divides by something else': '25% "true" and 75% "false" by user country.',
    'changes its off variation': 'it has another off variation.',
  };
  const KINDS = [
    'turns it off',
    'sets other percentages',
    'gives all of them one variation',
    'divides by something else',
    'changes its off variation',
  ] as const;

  it.each(KINDS)('%s: it is told by whom, nothing is overruled, and going back works', async (kind) => {
    await world.bringAbout(world.split(25));
    disturb[kind]();
    const asLeft = structuredClone(world.settings);
    for (const weight of [25, 50, 50]) {
      const view = await world.bringAbout(world.split(weight));
      expect(view.settled).toBe(false);
      expect(view.foreign?.what).toContain('Ada Lovelace');
      expect(view.foreign?.what).toContain(said[kind]);
    }
    expect(world.settings).toEqual(asLeft);
    const back = await world.bringAbout(world.only(false));
    expect(back.foreign).toBeNull();
    if (kind !== 'changes its off variation') {
      expect(back).toMatchObject({ settled: true, note: 'off, everybody gets "false"' });
      expect(world.rest).toEqual({ alone: 'false' });
    }
  });

  it('archives it', async () => {
    await world.bringAbout(world.split(25));
    world.byHand([{ kind: 'archiveFlag' }]);
    expect(await world.bringAbout(world.split(50))).toMatchObject({
      settled: false,
      failure: null,
      foreign: {
        kind: 'drift',
        what: 'Ada Lovelace archived the flag new-checkout.',
        restorable: false,
        takenBack: false,
      },
    });
    const changes = world.sent.length;
    const back = await world.bringAbout(world.only(false));
    expect(back).toMatchObject({ settled: true, failure: null, foreign: null });
    expect(back.note).toBe('archived, so each application falls back to its own default');
    expect(world.sent).toHaveLength(changes);
    const later = world.newRun();
    expect((await later.observe(world.only(false))).foreign?.what).toContain('is archived');
  });

  it('gives the variation that is rolled out another value', async () => {
    const texts = await FlagWorld.start(['new', 'old']);
    try {
      await texts.bringAbout(texts.split(25, 'new', 'old'));
      texts.byHand([{ kind: 'updateVariation', variationId: texts.id('new'), value: 'newer' }]);
      const error = await errorOf(texts.bringAbout(texts.split(50, 'new', 'old')));
      expect(error.message).toContain('no variation with the value of "new" any more');
      expect(error.final).toBe(true);
      expect(await texts.bringAbout(texts.only('old'))).toMatchObject({ settled: true });
    } finally {
      await texts[Symbol.asyncDispose]();
    }
  });

  it('takes away what a rollback would go back to: nobody is left with the candidate', async () => {
    const texts = await FlagWorld.start(['new', 'old', 'off']);
    try {
      texts.byHand([{ kind: 'turnFlagOn' }, { kind: SHARE, variationId: texts.id('old') }]);
      await texts.bringAbout(texts.split(25, 'new', 'old'));
      texts.byHand([{ kind: 'updateVariation', variationId: texts.id('old'), value: 'older' }]);
      await expect(texts.bringAbout(texts.only('old'))).rejects.toMatchObject({ final: true });
      expect(texts.settings.on).toBe(false);
    } finally {
      await texts[Symbol.asyncDispose]();
    }
  });

  it('changes rules and other environments: the rollout goes on', async () => {
    await world.bringAbout(world.split(25));
    world.byHand([{ kind: 'addRule', attribute: 'beta', variationId: world.id(true) }]);
    world.byHand([{ kind: 'turnFlagOn' }], '', 'staging');
    expect(await world.bringAbout(world.split(50))).toMatchObject({ settled: true, weight: 50 });
  });

  it('turns it off between our look and our change: it stays off', async () => {
    await world.bringAbout(world.split(25));
    world.server.meanwhile = (method) => {
      if (method !== 'PATCH') return;
      world.server.meanwhile = null;
      world.byHand([{ kind: 'turnFlagOff' }]);
    };
    const view = await world.bringAbout(world.split(50));
    expect(view.foreign?.what).toContain('it was turned off');
    expect(world.settings.on).toBe(false);
  });

  it('is told without a name where the token may not read the audit log', async () => {
    world.server.tokens.forEach((token, key) =>
      world.server.tokens.set(key, { ...token, rights: ['viewProject', 'updateOn', 'updateFallthrough'] }),
    );
    await world.bringAbout(world.split(25));
    world.byHand([{ kind: 'turnFlagOff' }]);
    const { foreign } = await world.bringAbout(world.split(50));
    expect(foreign?.what).toMatch(/^Somebody changed the flag new-checkout/);
  });
});

describe('a run that goes on where another one died', () => {
  beforeEach(async () => {
    await world.bringAbout(world.split(25));
    world.newRun();
  });

  it('goes on', async () => {
    expect(await world.bringAbout(world.split(50))).toMatchObject({ settled: true, weight: 50 });
  });

  it('goes back', async () => {
    expect(await world.bringAbout(world.only(false))).toMatchObject({ settled: true });
    expect(world.settings.on).toBe(false);
  });

  it('does not turn on what somebody has turned off', async () => {
    world.byHand([{ kind: 'turnFlagOff' }], 'incident 42');
    const view = await world.bringAbout(world.split(25));
    expect(view.foreign?.what).toContain(
      'Ada Lovelace ("incident 42") turned off the flag new-checkout in production during the rollout',
    );
    expect(world.settings.on).toBe(false);
  });

  it('does not turn it on though its percentages are gone too', async () => {
    world.byHand([{ kind: 'turnFlagOff' }, { kind: SHARE, variationId: world.id(true) }]);
    const { foreign } = await world.bringAbout(world.split(25));
    expect(foreign?.what).toContain('Ada Lovelace turned off');
    expect(world.settings.on).toBe(false);
  });

  it('does not turn it on where it may not read the audit log', async () => {
    world.server.tokens.forEach((token, key) =>
      world.server.tokens.set(key, { ...token, rights: ['viewProject', 'updateOn', 'updateFallthrough'] }),
    );
    world.byHand([{ kind: 'turnFlagOff' }]);
    const { foreign } = await world.bringAbout(world.split(25));
    expect(foreign?.what).toContain('Somebody turned off the flag');
    expect(world.settings.on).toBe(false);
  });

  it('notices other percentages', async () => {
    world.byHand([{ kind: SHARE, rolloutWeights: { [world.id(true)]: 60_000, [world.id(false)]: 40_000 } }]);
    const { foreign } = await world.bringAbout(world.split(25));
    expect(foreign?.what).toContain('Ada Lovelace changed the flag new-checkout');
    expect(world.rest).toEqual({ true: 60_000, false: 40_000 });
  });
});

describe('a flag that was turned off, of many variations', () => {
  let many: FlagWorld;
  beforeEach(async () => {
    many = await FlagWorld.start(['blue', 'green', 'none']);
    many.byHand([{ kind: 'turnFlagOn' }]);
  });
  afterEach(async () => {
    await many[Symbol.asyncDispose]();
  });

  it.each(['the same', 'a later'])('stays off when %s run goes back', async (run) => {
    await many.bringAbout(many.split(25, 'green', 'blue'));
    many.byHand([{ kind: 'turnFlagOff' }]);
    if (run === 'a later') many.newRun();
    const view = await many.bringAbout(many.only('blue'));
    expect(view).toMatchObject({ settled: true, failure: null, foreign: null });
    expect(view.note).toContain('somebody turned it off');
    expect(many.settings.on).toBe(false);
    expect(many.rest).toEqual({ alone: 'blue' });
  });

  it('is not called live', async () => {
    many.byHand([{ kind: 'turnFlagOff' }]);
    const view = await many.bringAbout(many.only('blue'));
    expect(view).toMatchObject({ settled: false, weight: 0 });
    expect(view.foreign?.what).toContain('Mend that in LaunchDarkly');
  });

  it('is not rolled out over that', async () => {
    many.byHand([{ kind: 'turnFlagOff' }], 'incident 42');
    const view = await many.bringAbout(many.split(0, 'green', 'blue'));
    expect(view.foreign?.what).toContain('Ada Lovelace ("incident 42") turned off the flag');
    expect(many.settings.on).toBe(false);
  });
});

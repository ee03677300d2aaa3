import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@glidepath/model';
import { errorOf, FlagWorld, FOREIGN_DIGEST } from './testing/flag-world.ts';

const SHARE = 'updateFallthroughVariationOrRollout';
let world: FlagWorld;

async function open(variations?: readonly Json[]): Promise<FlagWorld> {
  world = await FlagWorld.start(variations);
  return world;
}
afterEach(async () => {
  expect(world.server.violations).toEqual([]);
  expect(world.count('PATCH')).toBe(0);
  await world[Symbol.asyncDispose]();
});

describe('a release is a variation', () => {
  it.each([
    ['a switch', [true, false], true, 'true'],
    ['a text', ['new', 'old'], 'new', 'new'],
    ['a number', [10, 2.5], 2.5, '2.5'],
  ] as const)('of %s, called by its value', async (_, values, variation, name) => {
    await open(values);
    const target = world.newRun({ variation });
    const artifact = await target.acquire(null);
    expect(artifact).toEqual({ digest: world.release(variation).digest, name });
    expect(await target.acquire(artifact.digest)).toEqual(artifact);
  });

  it('of JSON, called by its name', async () => {
    await open([]);
    const { world: account } = world.server;
    const variations = [
      { value: { b: [1, { d: 1, c: 2 }], a: null }, name: 'dense' },
      { value: { b: 2 }, name: 'wide' },
    ];
    account.addFlag('shop', 'layout', variations, ['production']);
    const target = world.newRun({ flag: 'layout', variation: 'dense' });
    const artifact = await target.acquire(null);
    expect(artifact.name).toBe('dense');
    // The order of keys is not of the value.
    account.addFlag(
      'shop',
      'other',
      [{ value: { a: null, b: [1, { c: 2, d: 1 }] }, name: 'dense' }],
      ['production'],
    );
    const other = await world.newRun({ flag: 'other', variation: 'dense' }).acquire(null);
    expect(other.digest).not.toBe(artifact.digest);
    account.flags.shift();
    account.flags.shift();
    account.addFlag('shop', 'layout', [...variations].reverse(), ['production']);
    expect(await world.newRun({ flag: 'layout', variation: 'dense' }).acquire(null)).toEqual(artifact);
  });

  it('is the same in every environment, and another one of another flag', async () => {
    await open();
    const { digest } = await world.target.acquire(null);
    const { server } = world.spec();
    const staging = world.newRun({ server: { ...server, environment: 'staging' } });
    expect((await staging.acquire(null)).digest).toBe(digest);
    world.server.world.addFlag('shop', 'other', [{ value: true }, { value: false }], ['production']);
    expect((await world.newRun({ flag: 'other' }).acquire(null)).digest).not.toBe(digest);
  });

  it.each<[string, readonly Json[], string | boolean, string]>([
    ['that is not there', [true, false], 'blue', 'it has "true", "false"'],
    ['that is there twice', ['a', 'a'], 'a', '2 variations "a"'],
    ['without a name', [{ a: 1 }, { a: 2 }], '{"a":1}', 'has no variation'],
    ['with a line break', ['a\nb', 'c'], 'a\nb', 'Give the variation a name'],
  ])('is refused %s', async (_, values, variation, says) => {
    await open(values);
    const error = await errorOf(world.newRun({ variation }).acquire(null));
    expect(error.message).toContain(says);
    expect(error.final).toBe(true);
  });

  it('is refused by a digest that is none of its', async () => {
    await open();
    const error = await errorOf(world.target.acquire(FOREIGN_DIGEST));
    expect(error.message).toContain(`No variation of the flag new-checkout has the digest ${FOREIGN_DIGEST}`);
    expect(error.final).toBe(true);
  });
});

describe('what stands', () => {
  beforeEach(async () => {
    await open();
  });

  it('is the off variation of a flag that is off', async () => {
    expect(await world.target.standing()).toEqual(world.release(false));
  });

  it('is what its default rule gives to all', async () => {
    world.byHand([{ kind: 'turnFlagOn' }]);
    expect(await world.target.standing()).toEqual(world.release(true));
    world.byHand([{ kind: SHARE, rolloutWeights: { [world.id(true)]: 0, [world.id(false)]: 100_000 } }]);
    expect(await world.target.standing()).toEqual(world.release(false));
  });

  it('is not known while percentages stand there', async () => {
    world.byHand([
      { kind: 'turnFlagOn' },
      { kind: SHARE, rolloutWeights: { [world.id(true)]: 50_000, [world.id(false)]: 50_000 } },
    ]);
    const error = await errorOf(world.target.standing());
    expect(error.message).toContain(
      'is on, 50% "true" and 50% "false" by user key: somebody else\'s rollout is under way',
    );
    expect(error.final).toBe(true);
  });

  it('is not known without an off variation', async () => {
    world.settings.offVariation = null;
    const error = await errorOf(world.target.standing());
    expect(error.message).toContain('has no off variation');
    expect(error.final).toBe(true);
  });

  it('is nothing of an archived flag', async () => {
    world.byHand([{ kind: 'archiveFlag' }]);
    for (const call of [world.target.standing(), world.target.acquire(null)]) {
      const error = await errorOf(call);
      expect(error.message).toContain('archived');
      expect(error.final).toBe(true);
    }
  });
});

import type { Target } from '@glidepath/conductor';
import { digest, percent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeUnleash, type FakeStrategy } from './testing/fake-unleash.ts';
import { bring, OFF, ON, ONLY_OFF, ONLY_ON, split, targetAt } from './testing/spec.ts';

let fake: FakeUnleash;
let target: Target;

beforeEach(async () => {
  fake = await FakeUnleash.start();
  target = targetAt(fake);
});
afterEach(async () => fake.close());

const TESTERS = { constraints: [{ contextName: 'team' }], parameters: { rollout: '100' } };

function ours(): FakeStrategy {
  if (fake.ours === undefined) throw new Error('there is no strategy of ours');
  return fake.ours;
}

function splitOff(weight: number): Desired {
  return { kind: 'split', strategy: 'canary', stable: ON, candidate: OFF, weight: percent(weight) };
}

describe('a rollout', () => {
  it('goes up by our strategy alone, with never more users than the weight, and ends on', async () => {
    expect(await target.acquire(null)).toEqual({ digest: ON.digest, name: 'one-page' });
    expect(await target.standing()).toEqual(OFF);
    expect(await bring(target, split(0))).toMatchObject({ settled: true, failure: null, weight: 0 });
    expect(fake.production.enabled).toBe(false);
    for (const weight of [5, 25, 100]) {
      expect(await bring(target, split(weight))).toMatchObject({ settled: true, failure: null, weight });
      expect(Math.max(...fake.exposures)).toBe(weight);
      expect(fake.ours?.parameters).toEqual({
        rollout: String(weight),
        stickiness: 'userId',
        groupId: 'new-checkout',
      });
    }
    expect(await bring(target, ONLY_ON)).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect(fake.production.strategies).toHaveLength(1);
    expect(await target.standing()).toEqual(ON);
  });

  it('writes nothing that stands there already', async () => {
    for (const weight of [0, 5]) await bring(target, split(weight));
    const before = fake.writes.length;
    for (let i = 0; i < 3; i++) await bring(targetAt(fake), split(5));
    expect(fake.writes).toHaveLength(before);
  });

  it('goes back by turning the flag off first, and leaves no percentage behind', async () => {
    for (const weight of [0, 25]) await bring(target, split(weight));
    const before = fake.writes.length;
    expect(await bring(target, ONLY_OFF)).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect(fake.writes.slice(before)).toEqual(['POST /off', expect.stringMatching(/^PATCH \/strategies\//)]);
    expect(fake.ours).toMatchObject({ title: 'Glidepath: 0 %', parameters: { rollout: '0' } });
    expect(await bring(target, { kind: 'none' })).toMatchObject({ settled: true, weight: 0 });
    // And comes again by the same strategy.
    for (const weight of [0, 10]) expect(await bring(target, split(weight))).toMatchObject({ settled: true });
    expect(fake.production.strategies).toHaveLength(1);
  });

  it('leaves strategies that name their users, and other environments, as they are', async () => {
    const testers = structuredClone(fake.add('dana', TESTERS));
    fake.turn('dana', true);
    const development = structuredClone(fake.development);
    expect(await target.standing()).toEqual(OFF);
    await target.acquire(null);
    await bring(target, split(0));
    const view = await bring(target, split(20));
    expect(view).toMatchObject({ settled: true, weight: 20 });
    expect(view.note).toContain('and for those whom 1 other strategy names');
    await bring(target, ONLY_OFF);
    expect(fake.production.strategies[0]).toEqual(testers);
    expect(fake.development).toEqual(development);
  });

  it('refuses a weight that Unleash would round', async () => {
    await bring(target, split(0));
    await expect(target.apply(split(0.5), 1)).rejects.toMatchObject({
      message: 'Unleash knows whole percents, and 0.5 % is none; write 1%.',
      final: true,
    });
    expect(fake.production.enabled).toBe(false);
  });

  it('turns off by degrees where off is what is rolled out', async () => {
    for (const weight of [0, 100]) await bring(target, split(weight));
    expect(await bring(target, splitOff(0))).toMatchObject({ settled: true, weight: 0 });
    expect(await bring(target, splitOff(25))).toMatchObject({ settled: true, weight: 25 });
    expect(fake.ours?.parameters['rollout']).toBe('75');
    expect(await bring(target, splitOff(100))).toMatchObject({ settled: true, weight: 100 });
  });

  it('takes a strategy that was handed over by its title', async () => {
    fake.add('dana', { title: 'Glidepath', parameters: { rollout: '100', stickiness: 'default' } });
    await target.acquire(null);
    for (const weight of [0, 5]) expect(await bring(target, split(weight))).toMatchObject({ settled: true });
    expect(fake.production.strategies).toHaveLength(1);
    expect(Math.max(...fake.exposures)).toBe(5);
  });

  it('names its sides by digests that are no others', async () => {
    expect(await target.acquire(ON.digest)).toEqual({ digest: ON.digest, name: 'one-page' });
    expect(await target.acquire(OFF.digest)).toEqual({ digest: OFF.digest, name: 'classic' });
    const strange = { ...ON, digest: digest(`sha256:${'9'.repeat(64)}`) };
    const says = `${strange.digest} is no side of the flag`;
    await expect(target.acquire(strange.digest)).rejects.toThrow(says);
    await expect(target.apply({ kind: 'only', release: strange }, 1)).rejects.toThrow(says);
    expect(fake.asked).toBe(0);
  });
});

describe('a flag that everybody has already', () => {
  it.each([
    ['default', {}],
    ['flexibleRollout', { rollout: '100' }],
  ])('by a strategy of the kind %s, stands on and is left so', async (name, parameters) => {
    fake.add('dana', { name, parameters: { ...parameters } });
    fake.turn('dana', true);
    expect(await target.standing()).toEqual(ON);
    await target.acquire(null);
    expect(await bring(target, ONLY_ON)).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect(fake.writes).toEqual([]);
  });
});

describe('what somebody else does meanwhile', () => {
  beforeEach(async () => {
    for (const weight of [0, 25]) await bring(target, split(weight));
  });

  const AT = ', at 2026-11-22T10:00:48.831Z,';
  const CASES: readonly [string, () => void, string][] = [
    ['off', () => fake.turn('dana', false), `dana${AT} turned off new-checkout in production.`],
    ['archived', () => fake.archive('dana'), `dana${AT} archived the flag new-checkout.`],
    ['deleted', () => fake.remove('dana', ours()), `dana${AT} deleted the strategy "Glidepath"`],
    [
      'another percentage',
      () => fake.change('dana', ours(), { parameters: { ...ours().parameters, rollout: '40' } }),
      `dana${AT} changed the strategy "Glidepath" of new-checkout in production: it has 40 %, and Glidepath had set 25 %.`,
    ],
    [
      'no percentage',
      () => fake.change('dana', ours(), { parameters: { ...ours().parameters, rollout: 'much' } }),
      'it has no percentage, and Glidepath had set 25 %.',
    ],
    ['constraints', () => fake.change('dana', ours(), { constraints: [{}] }), `dana${AT} disabled the`],
    [
      'another stickiness',
      () => fake.change('dana', ours(), { parameters: { ...ours().parameters, stickiness: 'random' } }),
      'has stickiness "random" and group "new-checkout"',
    ],
    [
      'another title',
      () => fake.change('dana', ours(), { title: 'mine' }),
      'The strategy "mine" of new-checkout in production gives the flag to 25 % of the users',
    ],
    [
      'another strategy',
      () => void fake.add('dana', { name: 'default' }),
      `gives the flag to everybody, whatever Glidepath sets. It is by dana, at 2026-11-22T10:00:48.831Z.`,
    ],
    [
      'a strategy that nobody here knows',
      () => void fake.add('dana', { name: 'moon-phase', title: '\u001b[31mmoon' }),
      'The strategy "[31mmoon" of new-checkout in production gives the flag to users that Glidepath can not tell',
    ],
    ['a twin', () => void fake.add('dana', { ...ours(), id: 'twin' }), 'There are several strategies'],
    ['a release plan', () => fake.production.releasePlans.push({}), 'A release plan of Unleash'],
  ];

  it.each(CASES)('%s: is told, not undone, and is no hindrance on the way back', async (_, act, says) => {
    act();
    const before = fake.writes.length;
    for (const by of [target, targetAt(fake)]) {
      for (const weight of [25, 50]) {
        const view = await bring(by, split(weight));
        expect(view).toMatchObject({ settled: false, failure: null });
        expect(view.foreign?.what).toContain(says);
      }
    }
    expect(fake.writes.slice(before)).toEqual([]);
    expect(await bring(target, ONLY_OFF)).toMatchObject({ settled: true, failure: null, foreign: null });
    if (!fake.archived) expect(fake.production.enabled).toBe(false);
    expect(fake.ours?.parameters['rollout'] ?? '0').toBe(fake.archived ? '25' : '0');
  });

  it('off at 100 %: stays off also for what is live', async () => {
    await bring(target, split(100));
    fake.turn('dana', false);
    expect((await bring(target, ONLY_ON)).foreign?.what).toContain('dana');
    expect(fake.production.enabled).toBe(false);
    expect(await target.standing()).toEqual(OFF);
  });

  it('is told without a name where the log can not be read', async () => {
    fake.turn('dana', false);
    fake.fault = (request, response) => {
      if (request.url?.startsWith('/api/admin/search/') !== true) return false;
      response.writeHead(403).end('{}');
      return true;
    };
    expect((await target.observe(split(25))).foreign?.what).toContain('Somebody turned off new-checkout');
  });

  it('between reading and writing, is not written over', async () => {
    fake.fault = (request) => {
      if (request.method !== 'PATCH') return false;
      fake.fault = () => false;
      fake.change('dana', ours(), { parameters: { ...ours().parameters, rollout: '1' } });
      return false;
    };
    expect((await bring(target, split(50))).foreign?.what).toContain(
      'it has 1 %, and Glidepath had set 25 %',
    );
    expect(ours().parameters['rollout']).toBe('1');
  });

  it('between reading and turning on, is undone where everybody would have it', async () => {
    await bring(target, ONLY_OFF);
    await bring(target, split(0));
    fake.fault = (request) => {
      if (request.url?.endsWith('/on') === true) fake.remove('dana', ours());
      return false;
    };
    expect((await bring(target, split(5))).foreign?.what).toContain('gives the flag to everybody');
    expect(fake.production.enabled).toBe(false);
  });
});

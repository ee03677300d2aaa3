import { millis } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN } from '../../../../test/launchdarkly/start.ts';
import { ADA, errorOf, FlagWorld } from './testing/flag-world.ts';

let world: FlagWorld;
let now = 0;
const HOURS = { approvals: millis(14_400_000) };
beforeEach(async () => {
  world = await FlagWorld.start();
  now = Date.parse('2026-03-01T12:00:00Z');
  world.now = () => now;
  world.newRun(HOURS);
  world.server.world.approvals.add('production');
});
afterEach(async () => {
  expect(world.server.violations).toEqual([]);
  await world[Symbol.asyncDispose]();
});

/** A look after a while, as the next one of a conductor that waits. */
async function look(desired: Desired): Promise<TargetView> {
  now += 10_000;
  return world.bringAbout(desired);
}

function posts(): readonly string[] {
  return world.server.calls.filter(({ method }) => method === 'POST').map(({ path }) => path);
}

describe('a step that needs an approval', () => {
  it('is asked for once, waits, and is made when somebody has approved it', async () => {
    const first = await look(world.split(25));
    expect(first).toMatchObject({ settled: false, failure: null, weight: 0 });
    expect(first.note).toMatch(
      /^off, everybody gets "false"; it waits for an approval in LaunchDarkly, asked at 2026-03-01T10:\d\d:\d\dZ$/,
    );
    expect(await look(world.split(25))).toEqual(first);
    expect(world.requests).toMatchObject([
      {
        description: 'Glidepath: rolls out "true" against "false" at 25%; checkout in production',
        instructions: [{ kind: 'turnFlagOn' }, { rolloutWeights: { [world.id(true)]: 25_000 } }],
      },
    ]);
    world.review('approve');
    expect(await look(world.split(25))).toMatchObject({ settled: true, failure: null, weight: 25 });
    expect(world.rest).toEqual({ true: 25_000, false: 75_000 });
    expect(posts()).toHaveLength(2);
    expect(world.count('PATCH')).toBe(1);
    expect(world.server.world.audit[0]?.comment).toBe(world.requests[0]?.description);
  });

  it('is looked at no more often than every few seconds while it waits', async () => {
    await look(world.split(25));
    const asked = world.server.calls.length;
    await world.bringAbout(world.split(25));
    expect(world.server.calls).toHaveLength(asked);
  });

  it('ends with who declined it and why', async () => {
    await look(world.split(25));
    world.review('decline', 'not on a Friday');
    expect(await look(world.split(25))).toMatchObject({
      settled: false,
      foreign: {
        what: 'Ada Lovelace declined the change of the flag new-checkout in production ("not on a Friday").',
      },
    });
  });

  it('names by the id who declined it where the token may not read members', async () => {
    await look(world.split(25));
    world.review('decline');
    world.server.faults.push({ match: 'GET /api/v2/members/*', fault: { kind: 'status', status: 403 } });
    expect((await look(world.split(25))).foreign?.what).toContain('the member ada-lovelace declined');
  });

  it('ends where its request was deleted, or failed', async () => {
    await look(world.split(25));
    world.requests.forEach((request) => world.server.world.withdraw(request));
    expect((await look(world.split(25))).foreign?.what).toContain('Somebody deleted the approval request');
    world.newRun(HOURS);
    await look(world.split(50));
    for (const request of world.requests) request.status = 'failed';
    expect((await look(world.split(50))).foreign?.what).toContain('though it was approved');
    expect(world.settings.on).toBe(false);
  });

  it('ends where what was approved can not be applied', async () => {
    await look(world.split(25));
    world.review('approve');
    world.server.faults.push({
      match: 'POST *',
      fault: { kind: 'status', status: 400, message: 'conflict' },
    });
    const error = await errorOf(look(world.split(25)));
    expect(error).toMatchObject({ final: false });
    expect(error.message).toContain(
      'could not apply the approved change of the flag new-checkout ("conflict")',
    );
    for (const request of world.requests) request.status = 'failed';
    expect((await look(world.split(25))).foreign?.what).toContain('though it was approved');
  });

  it('takes up no request with other instructions, nor one of a person', async () => {
    const words = 'Glidepath: rolls out "true" against "false" at 25%; checkout in production';
    const share = { kind: 'updateFallthroughVariationOrRollout' } as const;
    const weights = { [world.id(true)]: 25_000, [world.id(false)]: 75_000 };
    const split = { ...share, rolloutWeights: weights, rolloutContextKind: 'user', rolloutBucketBy: 'key' };
    const ask = (description: string, rolloutBucketBy: string) =>
      world.server.world.request(
        world.flag,
        'production',
        [{ kind: 'turnFlagOn' }, { ...split, rolloutBucketBy }],
        description,
      );
    ask(words, 'email');
    const person = ask('by a person', 'key');
    world.server.world.review(person, 'approve', ADA);
    expect(await look(world.split(25))).toMatchObject({ settled: false, weight: 0 });
    expect(posts()).toHaveLength(1);
    world.newRun(HOURS);
    await look(world.split(25));
    expect(posts()).toHaveLength(1);
  });

  it.each([
    ['in another run', false],
    ['where the answer was lost', true],
  ])('is taken up again %s', async (_, lost) => {
    if (lost) {
      world.server.faults.push({ match: 'POST *', fault: { kind: 'lost-answer' } });
      await errorOf(world.target.apply(world.split(25), 1));
    } else {
      await look(world.split(25));
      world.newRun(HOURS, { GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'grace' });
    }
    expect(await look(world.split(25))).toMatchObject({ settled: false, failure: null });
    expect(world.requests).toHaveLength(1);
    world.review('approve');
    expect(await look(world.split(25))).toMatchObject({ settled: true, weight: 25 });
  });

  it('is not made by an approval of another one', async () => {
    await look(world.split(25));
    world.review('approve');
    world.newRun(HOURS);
    expect(await look(world.split(50))).toMatchObject({ settled: false, weight: 0 });
    expect(world.requests).toMatchObject([{ reviews: [] }]);
    expect(world.requests[0]?.description).toContain('at 50%');
  });

  it.each([false, true])(
    'leaves no request behind when it is aborted (by another run: %s)',
    async (another) => {
      await look(world.split(25));
      world.server.world.request(world.flag, 'production', [{ kind: 'turnFlagOn' }], 'by a person');
      if (another) world.newRun(HOURS);
      expect(await look(world.only(false))).toMatchObject({ settled: true, failure: null });
      expect(world.requests).toMatchObject([{ description: 'by a person' }]);
      expect(world.settings.on).toBe(false);
    },
  );

  it.each([
    ['createApprovalRequest', 'may not ask for an approval of the flag new-checkout'],
    ['applyApprovalRequest', 'may not apply an approved change of the flag new-checkout'],
    ['deleteApprovalRequest', 'may not delete an approval request of the flag new-checkout'],
  ] as const)('says that the token lacks %s', async (right, says) => {
    world.server.tokens.forEach((token, key) =>
      world.server.tokens.set(key, { ...token, rights: token.rights.filter((one) => one !== right) }),
    );
    const steps = async (): Promise<void> => {
      await look(world.split(25));
      world.review('approve');
      await look(right === 'applyApprovalRequest' ? world.split(25) : world.only(false));
    };
    const error = await errorOf(steps());
    expect(error.message).toContain(says);
    expect(error.message).toContain(`the action ${right} on proj/shop:env/production:flag/new-checkout`);
    expect(error.message).not.toContain(TOKEN);
    expect(error.final).toBe(true);
  });
});

describe('going back', () => {
  beforeEach(async () => {
    world.server.world.approvals.clear();
    await look(world.split(25));
  });

  it('needs no approval where none is asked for', async () => {
    expect(await look(world.only(false))).toMatchObject({ settled: true });
    expect(posts()).toEqual([]);
  });

  it('asks for one where it needs it, and says loudly what users still have', async () => {
    world.server.world.approvals.add('production');
    const view = await look(world.only(false));
    expect(view).toMatchObject({ settled: false, failure: null });
    expect(view.note).toMatch(
      /^USERS STILL HAVE WHAT IS TO BE TAKEN BACK: on, 25% "true" and 75% "false" .*; it waits for an approval/,
    );
    await look(world.only(false));
    expect(world.requests).toHaveLength(1);
    world.review('approve');
    expect(await look(world.only(false))).toMatchObject({
      settled: true,
      note: 'off, everybody gets "false"',
    });
    expect(world.rest).toEqual({ alone: 'false' });
  });

  it('takes the place of a step that waits, and asks anew where its request is gone', async () => {
    world.server.world.approvals.add('production');
    await look(world.split(50));
    await look(world.only(false));
    expect(world.requests).toHaveLength(1);
    expect(world.requests[0]?.description).toContain('all get "false"');
    world.requests.forEach((request) => world.server.world.withdraw(request));
    await look(world.only(false));
    await look(world.only(false));
    expect(world.requests).toHaveLength(1);
  });

  it('asks anew where what was approved can not be applied', async () => {
    world.server.world.approvals.add('production');
    await look(world.only(false));
    for (const request of world.requests) request.status = 'failed';
    await look(world.only(false));
    await look(world.only(false));
    expect(world.requests.map(({ status }) => status)).toEqual(['failed', 'pending']);
    world.review('approve');
    expect(await look(world.only(false))).toMatchObject({ settled: true });
  });

  it('tells who declined it', async () => {
    world.server.world.approvals.add('production');
    await look(world.only(false));
    world.review('decline');
    const view = await look(world.only(false));
    expect(view.failure).toContain('Ada Lovelace declined');
    expect(view.note).toContain('USERS STILL HAVE');
  });
});

it('is refused as ever where no approvals are waited for', async () => {
  world.newRun();
  const error = await errorOf(world.target.apply(world.split(25), 1));
  expect(error.message).toContain('target.launchdarkly.approvals');
  expect(error.final).toBe(true);
  expect(posts()).toEqual([]);
});

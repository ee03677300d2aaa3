import { conclude, deliver, type Entry, type Ports, type Witness } from '@glidepath/conductor';
import { PRODUCTION, World } from '@glidepath/conductor/testing';
import { digest, instant, millis, percent, type Environment, type Release } from '@glidepath/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import { createDeployments, isProduction } from './deployments.ts';
import { quickClient } from './testing/quick-client.ts';

const BAKE = { min: millis(10_000), max: millis(600_000) };
const FIVE_STEPS: Environment = {
  ...PRODUCTION,
  url: 'https://shop.example.com',
  strategy: {
    kind: 'canary',
    steps: [1, 5, 10, 25, 50].map((weight) => ({
      weight: percent(weight),
      bake: BAKE,
      approval: false,
      gates: [],
    })),
    watch: BAKE,
  },
};
const RUN = 'https://github.com/acme/checkout/actions/runs/7';
const OTHER_RUN = 'https://github.com/acme/checkout/actions/runs/8';
const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';
const STATUSES = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

let github: Emulated;
let world: World;
let notes: string[];
let v1: Release;
let v2: Release;

beforeAll(async () => {
  github = await startGitHub();
  v1 = releaseOf('v1', await github.setup.commit({ files: { a: '1' }, message: 'One' }));
  v2 = releaseOf('v2', await github.setup.commit({ files: { a: '2' }, message: 'Two' }));
});

beforeEach(() => {
  github.tokens.set(github.token, {});
  github.world.deployments.clear();
  github.faults.clear();
  github.clearCalls();
  world = new World();
  world.target.perLook = 20_000;
  notes = [];
});

afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

function releaseOf(name: string, commit: string | null): Release {
  const digit = name.replace('v', '');
  return { name, commit, digest: digest(`sha256:${digit.repeat(64)}`), committedAt: instant(0) };
}

function witness(extra: Partial<Parameters<typeof createDeployments>[1]> = {}): Witness {
  return createDeployments(quickClient(github), {
    service: 'shop',
    environment: FIVE_STEPS,
    production: true,
    runUrl: RUN,
    note: (text) => notes.push(text),
    stop: new AbortController().signal,
    ...extra,
  });
}

/** The conductor's ports, with a witness of what it writes. */
function seenBy(...witnesses: readonly Witness[]): Ports {
  const { listener } = world;
  return {
    ...world.ports,
    listener: {
      event: (entry) => {
        listener.event(entry);
        for (const one of witnesses) one.entry(entry);
      },
      sample: (sample) => listener.sample(sample),
      note: (text) => listener.note(text),
    },
  };
}

async function rollOut(release: Release, one = witness(), environment = FIVE_STEPS): Promise<void> {
  await deliver(seenBy(one), world.order(release, { environment }));
  await one.settle();
}

/** Deployments, oldest first, each with its states. */
function told(): readonly (readonly [string, readonly string[]])[] {
  return [...github.world.deployments.values()].map(({ description, statuses }) => [
    description ?? '',
    statuses.map(({ state, description: text }) => `${state}: ${text}`),
  ]);
}

function states(): readonly string[] {
  return [...github.world.deployments.values()].map(({ statuses }) => statuses.at(-1)?.state ?? 'none');
}

describe('a canary of five steps', () => {
  it('is one deployment that tells each step, in eleven calls', async () => {
    await rollOut(v1);
    github.clearCalls();
    await rollOut(v2);
    expect(told()[1]).toEqual([
      'shop v2',
      [
        'in_progress: starting v2 beside v1',
        'in_progress: canary at 1 %',
        'in_progress: canary at 5 %',
        'in_progress: canary at 10 %',
        'in_progress: canary at 25 %',
        'in_progress: canary at 50 %',
        'in_progress: watching at 100 %',
        'success: v2 takes all traffic: the evidence says that it is healthy',
      ],
    ]);
    expect(told()[0]?.[1].slice(-2)).toEqual([
      'success: v1 takes all traffic: the evidence says that it is healthy',
      'inactive: replaced by v2',
    ]);
    expect(github.countByRoute()).toEqual({
      [`POST ${DEPLOYMENTS}`]: 1,
      [`POST ${STATUSES}`]: 9,
      [`GET ${DEPLOYMENTS}`]: 1,
    });
    expect(notes).toEqual([]);
  });

  it('is of the commit, in the environment, with links, and known by its rollout', async () => {
    await rollOut(v2);
    const [deployment] = github.world.deployments.values();
    expect(deployment).toMatchObject({
      sha: v2.commit,
      environment: 'production',
      task: 'deploy',
      isProduction: true,
      isTransient: false,
      payload: { glidepath: 1, service: 'shop', rollout: 'rollout-run-1', digest: v2.digest, release: 'v2' },
    });
    for (const status of deployment?.statuses ?? []) {
      expect(status).toMatchObject({ logUrl: RUN, environmentUrl: 'https://shop.example.com' });
    }
  });

  it('is of the default branch where the commit is not known', async () => {
    await rollOut({ ...v2, commit: null });
    expect([...github.world.deployments.values()][0]).toMatchObject({ ref: 'main' });
  });
});

describe('what did not go well', () => {
  it('is a failure after a rollback, and leaves the old one as it is', async () => {
    await rollOut(v1);
    world.target.failRates.set('v2', 0.2);
    await rollOut(v2);
    expect(states()).toEqual(['success', 'failure']);
    expect(told()[1]?.[1].slice(-2)).toEqual([
      'in_progress: going back to v1: the evidence says that it is worse than allowed',
      'failure: rolled back to v1: the evidence says that it is worse than allowed',
    ]);
  });

  it('is a failure without a release to go back to', async () => {
    world.target.broken.set('v1', 'exited with code 1');
    await rollOut(v1);
    expect(told()[0]?.[1].at(-1)).toBe('failure: failed: there is no release to go back to');
  });

  it('is an error where nobody knows what serves', async () => {
    await rollOut(v1);
    world.target.refuses = () => 'port 80 is taken';
    await rollOut(v2);
    expect(told()[1]?.[1].at(-1)).toBe('error: failed: the way back failed');
  });

  it('is pending while paused', async () => {
    await rollOut(v1);
    world.target.silence = 'source-down';
    const pause = { timeout: millis(60_000), then: 'leave' } as const;
    await rollOut(v2, witness(), { ...FIVE_STEPS, policies: { ...PRODUCTION.policies, pause } });
    expect(told()[1]?.[1].at(-1)).toBe('pending: paused at 1 %: the source of figures did not answer');
  });
});

/** Rolls a release out with a run that dies after it came to the second step. */
async function rollOutAndDie(release: Release): Promise<void> {
  const one = witness();
  const order = world.order(release, { environment: FIVE_STEPS });
  const killed = new Error('killed');
  const killer = {
    entry: ({ event }: Entry) => {
      if (event.kind === 'stepped' && event.index === 1) throw killed;
    },
    settle: async () => {},
  };
  await expect(deliver(seenBy(one, killer), order)).rejects.toBe(killed);
  await one.settle();
  world.dead.add(order.holder.id);
}

it('goes on with the same deployment in the run that takes over', async () => {
  await rollOut(v1);
  await rollOutAndDie(v2);
  const second = witness({ runUrl: OTHER_RUN });
  await conclude(seenBy(second), world.order(v2, { environment: FIVE_STEPS }));
  await second.settle();
  expect(states()).toEqual(['inactive', 'success']);
  const { statuses = [] } = [...github.world.deployments.values()][1] ?? {};
  expect(statuses.map(({ description }) => description)).toContain('canary at 5 %');
  const links = statuses.map(({ logUrl }) => logUrl);
  expect(links.lastIndexOf(RUN) + 1).toBe(links.indexOf(OTHER_RUN));
});

it('tells of the rollout that a newer release takes back, then of its own', async () => {
  const v3 = releaseOf('v3', v2.commit);
  await rollOut(v1);
  await rollOutAndDie(v2);
  github.faults.push({ match: `POST ${DEPLOYMENTS}`, fault: { kind: 'lost-answer' } });
  await rollOut(v3);
  expect(states()).toEqual(['inactive', 'inactive', 'success']);
  expect(told()[1]?.[1].at(-1)).toBe('inactive: superseded: a newer release took its place');
  expect(notes).toEqual([]);
});

it('tells a rollback after the end as a deployment of the release that comes back', async () => {
  await rollOut(v1);
  await rollOut(v2);
  const back = witness();
  const note = { verb: 'rollback', to: null } as const;
  const { state, id } = world.ledger.entries.at(-1) ?? { state: null, id: null };
  if (state === null || state.rollout === null) throw new Error('nothing was recorded');
  const at = instant(world.clock.now());
  const request = { ...note, actor: 'dana', at, note: 'it is slow' };
  await world.ledger.append(
    id,
    { kind: 'requested', ...note, at, actor: 'dana', note: 'it is slow', verdict: null },
    { ...state, rollout: { ...state.rollout, request } },
  );
  await conclude(seenBy(back), world.order(v2, { environment: FIVE_STEPS }));
  await back.settle();
  expect(states()).toEqual(['inactive', 'failure', 'success']);
  expect(told()[1]?.[1].at(-1)).toBe('failure: rolled back to v1');
  expect(told()[2]).toEqual([
    'shop v1',
    ['in_progress: v1 comes back in place of v2', 'success: v1 takes all traffic again, in place of v2'],
  ]);
});

describe('trouble', () => {
  it('is told once, with the permission that is missing, and nothing is asked after that', async () => {
    github.tokens.set(github.token, { permissions: { contents: 'write', deployments: 'read' } });
    await rollOut(v2);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('permissions:\n  deployments: write');
    expect(github.calls()).toHaveLength(1);
  });

  it('says so where the commit is not in the repository', async () => {
    await rollOut({ ...v2, commit: 'f'.repeat(40) });
    expect(notes).toEqual([expect.stringContaining('No ref found for: ffff')]);
  });

  it('does not make a second deployment where the answer to the first was lost', async () => {
    github.faults.push({ match: `POST ${DEPLOYMENTS}`, fault: { kind: 'lost-answer' } });
    await rollOut(v2);
    expect(states()).toEqual(['success']);
    expect(notes).toEqual([]);
  });

  it('tries again with the next entry what GitHub failed at', async () => {
    const fault = { kind: 'status', status: 502 } as const;
    github.faults.push({ match: `POST ${DEPLOYMENTS}`, fault });
    github.faults.push({ match: `POST ${STATUSES}`, fault, times: 1, after: 2 });
    await rollOut(v2);
    expect(states()).toEqual(['success']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('the rollout goes on all the same');
  });

  it('does not hold up a run that was told to stop', async () => {
    github.faults.push({ match: `POST ${DEPLOYMENTS}`, fault: { kind: 'timeout' } });
    const stop = new AbortController();
    const one = witness({ stop: stop.signal });
    await deliver(seenBy(one), world.order(v2, { environment: FIVE_STEPS }));
    stop.abort();
    await one.settle();
    expect(notes).toEqual([expect.stringContaining('of its statuses were not written in time')]);
  });
});

function named(name: string, after: string | null = null): Environment {
  return { ...PRODUCTION, name, after };
}

describe('isProduction', () => {
  it('goes by the name', () => {
    const environments = [named('staging'), named('prod', 'staging'), named('load-test', 'staging')];
    expect(environments.map((one) => isProduction({ environments }, one))).toEqual([false, true, false]);
  });

  it('takes the last ones where no name says it', () => {
    const environments = [named('test'), named('eu', 'test'), named('us', 'test')];
    expect(environments.map((one) => isProduction({ environments }, one))).toEqual([false, true, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { JUDGES } from '../judges/all.ts';
import type { BenchJudge, Setting } from '../judges/judge.ts';
import { OURS } from '../judges/ours.ts';
import { DEFAULTS, SCENARIOS } from '../world/scenario.ts';
import type { Counting } from '../world/source.ts';
import { play } from './play.ts';
import { columnsOf, tasksOf, type Plan } from './plan.ts';
import { performAll } from './pool.ts';

const PEERS = JUDGES.slice(1);
const SHORT = { ...DEFAULTS, name: 'short', minutes: 12 };

function plan(changes: Partial<Plan> = {}): Plan {
  return {
    seed: 7,
    repetitions: 30,
    scenarios: [SHORT],
    releases: ['healthy', 'x5'],
    baseline: 'history',
    counting: 'live',
    judges: PEERS,
    ...changes,
  };
}

async function columns(changes: Partial<Plan>, workers = 1) {
  const all = plan(changes);
  return columnsOf(all, await performAll(tasksOf(all), workers, () => undefined));
}

describe('a rollout', () => {
  const one = {
    seed: 7,
    scenario: DEFAULTS,
    release: 'x2',
    baseline: 'history',
    counting: 'live',
    repetition: 3,
  } as const;

  it('comes out the same each time, and otherwise for each repetition and seed', () => {
    const outcomes = play(one, PEERS);
    expect(play(one, PEERS)).toEqual(outcomes);
    expect(play({ ...one, seed: 8 }, PEERS)).not.toEqual(outcomes);
    expect(play({ ...one, repetition: 4 }, PEERS)).not.toEqual(outcomes);
  });

  it('is the same for a judge whoever else looks on', () => {
    const together = play(one, PEERS);
    for (const [i, judge] of PEERS.entries()) expect(play(one, [judge])).toEqual([together[i]]);
  });

  it('shows every judge the same requests until it decides, and none after', () => {
    const seen: number[][] = [[], []];
    const spies = seen.map((totals, i): BenchJudge => ({
      name: `spy ${i}`,
      about: '',
      watch: () => ({
        look: ({ second, candidate, stable }) => {
          totals.push(candidate.total + stable.total);
          return second === 100 * (i + 1) ? 'promoted' : null;
        },
      }),
    }));
    play(one, spies);
    expect(seen[0]).toHaveLength(20);
    expect(seen[1]).toHaveLength(40);
    expect(seen[1]?.slice(0, 20)).toEqual(seen[0]);
  });

  it('tells judges what was before it, or nothing', () => {
    const seen = (['history', 'none'] as const).map((baseline) => {
      let told: Setting | null = null;
      const spy: BenchJudge = {
        name: 'spy',
        about: '',
        watch: (setting) => {
          told = setting;
          return { look: () => 'promoted' };
        },
      };
      play({ ...one, baseline }, [spy]);
      return told;
    });
    expect(seen[0]).toMatchObject({ series: 8, weight: 10 });
    expect(seen[0]).toHaveProperty('history.length', 30);
    expect(seen[1]).toMatchObject({ series: 8, weight: 10, budget: 0.01, minutes: 60, history: [] });
  });

  it('is inconclusive at its end where nobody decides', () => {
    const silent: BenchJudge = { name: 'silent', about: '', watch: () => ({ look: () => null }) };
    const [outcome] = play({ ...one, release: 'x5', scenario: SHORT }, [silent]);
    expect(outcome).toMatchObject({ ending: 'inconclusive', second: 720 });
    expect(outcome?.excessBad).toBeCloseTo(10 * 720 * 0.02, 9);
  });
});

const judged = async (counting: Counting) => {
  const [healthy = [], x5 = []] = (
    await columns({ scenarios: [DEFAULTS], repetitions: 25, judges: [OURS], baseline: 'none', counting })
  ).map(({ outcomes }) => outcomes);
  return { healthy, x5, found: median(x5.map(({ second }) => second)) };
};

describe('however the counts come in', () => {
  it.each([
    ['15s', 15],
    ['30s', 30],
    ['60s', 60],
    ['jittered', 80],
    ['by-series', 60],
    ['late', 60 + 90],
    ['poll-60s', 60],
  ] as const)('%s: the same verdicts, later by not much more than they take', async (counting, takes) => {
    const live = await judged('live');
    const { healthy, x5, found } = await judged(counting);
    expect(new Set(healthy.map(({ ending }) => ending))).toEqual(new Set(['promoted']));
    expect(new Set(x5.map(({ ending }) => ending))).toEqual(new Set(['rolled-back']));
    expect(found).toBeLessThanOrEqual(live.found + takes + 20);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

describe('a plan', () => {
  it('is cut into tasks that cover every repetition once', () => {
    const tasks = tasksOf(plan({ repetitions: 45, scenarios: SCENARIOS }));
    expect(tasks).toHaveLength(8 * 2 * 3);
    expect(tasks.slice(0, 3).map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [20, 40],
      [40, 45],
    ]);
  });

  it('gives the same on one thread and on several', async () => {
    const small = { releases: ['x5'], judges: JUDGES } as const;
    expect(await columns(small, 3)).toEqual(await columns(small, 1));
  });

  it('gives a judge and a release the same, whatever else is in the plan', async () => {
    const whole = await columns({});
    const part = await columns({ releases: ['x5'], judges: PEERS.slice(2, 3), repetitions: 10 });
    const same = whole.find(({ release, judge }) => release === 'x5' && judge === PEERS[2]);
    expect(part).toHaveLength(1);
    expect(part[0]?.outcomes).toEqual(same?.outcomes.slice(0, 10));
  });
});

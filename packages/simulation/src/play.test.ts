import { deliver, settingsOf, sliSpecOf, type MetricSource, type Target } from '@glidepath/conductor';
import { PRODUCTION, V1, V2, World as ConductorsWorld } from '@glidepath/conductor/testing';
import { millis, percent, type Environment, type Policies, type Slo, type Strategy } from '@glidepath/model';
import { compilePlan, fold, type Desired, type Event } from '@glidepath/rollout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Course, Regression } from './course.ts';
import { play, type Outcome } from './play.ts';
import { Random } from './random.ts';
import { courseWith, PLAN } from './testing/course.ts';
import { steady, type Traffic } from './traffic.ts';
import { World } from './world.ts';

describe('a simulated rollout', () => {
  it('goes the way that the conductor takes with the same requests', async () => {
    const endings = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        environment,
        traffic,
        regression,
        past,
        fc.nat(),
        async (env, requests, release, pastMinutes, seed) => {
          const course: Course = {
            plan: compilePlan(env, false),
            slis: env.slos.map(sliSpecOf),
            settings: settingsOf(env.analysis),
            traffic: {
              ...requests,
              slots: requests.slots.map((one) => ({ ...one, rates: one.rates.slice(0, env.slos.length) })),
            },
            pastMinutes: pastMinutes.slice(0, env.slos.length),
          };
          const simulated = play(course, release, new Random(seed, 1, 0));
          const conducted = await conductedBy(course, env, release, new Random(seed, 1, 0));
          expect(conducted).toEqual({
            ending: simulated.ending,
            ms: simulated.ms,
            arrivals: simulated.arrivals,
          });
          endings.add(simulated.ending);
        },
      ),
      { numRuns: 250 },
    );
    expect([...endings].sort()).toEqual(['breach', 'promoted', 'undecided']);
  });

  it('counts the failures that only a worse release has', () => {
    const healthy = play(courseWith(), { factor: 1, sli: 0 }, new Random(1, 1, 0));
    expect(healthy.excessBad).toBe(0);
    const bad = play(courseWith(), { factor: 5, sli: 0 }, new Random(1, 5, 0));
    expect(bad.ending).toBe('breach');
    // All of it at the first step: 5 % of 100 requests a second, of which 2 % fail for nothing.
    expect(bad.arrivals).toHaveLength(1);
    expect(bad.excessBad).toBeCloseTo(((bad.ms - (bad.arrivals[0] ?? 0)) / 1000) * 5 * 0.02, 6);
  });

  it.each([
    ['breach', { factor: 20, sli: 0 }, { breach: 'hold' }],
    ['undecided', { factor: 1, sli: 0 }, { tooFewSamples: 'hold' }],
  ] as const)('ends as %s where a policy would wait without end', (ending, release, policies) => {
    const course = courseWith({
      plan: { ...PLAN, policies: { ...PLAN.policies, ...policies } },
      traffic: steady(ending === 'breach' ? 100 : 0.1, [0.005]),
    });
    expect(play(course, release, new Random(1, 1, 0)).ending).toBe(ending);
  });
});

const past = fc.array(fc.constantFrom(0, 12, 30), { minLength: 2, maxLength: 2 });

const bake = fc
  .record({ min: fc.constantFrom(0, 10_000, 60_000), max: fc.constantFrom(60_000, 240_000) })
  .map(({ min, max }) => ({ min: millis(min), max: millis(max) }));

const strategy: fc.Arbitrary<Strategy> = fc.oneof(
  fc.record({
    kind: fc.constant('canary' as const),
    watch: bake,
    steps: fc
      .uniqueArray(fc.constantFrom(1, 5, 20, 50, 90), { minLength: 1, maxLength: 4 })
      .chain((weights) =>
        fc.tuple(
          ...weights
            .sort((a, b) => a - b)
            .map((weight) =>
              fc.record({
                weight: fc.constant(percent(weight)),
                bake,
                approval: fc.boolean(),
                gates: fc.constant([]),
              }),
            ),
        ),
      ),
  }),
  fc.record({
    kind: fc.constant('rolling' as const),
    batches: fc.integer({ min: 1, max: 4 }),
    bake,
    watch: bake,
  }),
  fc.record({ kind: fc.constant('blue-green' as const), approval: fc.boolean(), watch: bake }),
);

const policies: fc.Arbitrary<Policies> = fc.record({
  breach: fc.constantFrom('pause', 'rollback'),
  tooFewSamples: fc.constantFrom('extend', 'pause', 'rollback'),
  noData: fc.constant('rollback' as const),
  sourceDown: fc.constant('pause' as const),
  drift: fc.constant('restore' as const),
  onCancel: fc.constant('rollback' as const),
  pause: fc.constant({ timeout: millis(60_000), then: 'rollback' as const }),
});

const environment: fc.Arbitrary<Environment> = fc
  .record({
    strategy,
    policies,
    slos: fc.constantFrom<readonly Slo[]>(
      [slo('availability', 99)],
      [slo('availability', 99), slo('latency', 90)],
    ),
    poll: fc.constantFrom(2_000, 5_000),
    warmUp: fc.constantFrom(0, 30_000),
  })
  .map(({ poll, warmUp, ...rest }) => ({
    ...PRODUCTION,
    ...rest,
    analysis: { ...PRODUCTION.analysis, poll: millis(poll), warmUp: millis(warmUp) },
  }));

function slo(name: string, target: number): Slo {
  return {
    name,
    objective: { kind: 'availability', target: percent(target) },
    weight: 1,
    source: { kind: 'target' },
  };
}

const slot = fc.record({
  rps: fc.constantFrom(0, 2, 50, 400),
  rates: fc.constantFrom([0.002, 0.02], [0.005, 0.05]),
});
const traffic: fc.Arbitrary<Traffic> = fc.record({
  slots: fc.array(slot, { minLength: 1, maxLength: 4 }),
  slotMs: fc.constantFrom(7_000, 60_000),
});
const regression: fc.Arbitrary<Regression> = fc.record({
  factor: fc.constantFrom(1, 5, 20),
  sli: fc.constant(0),
});

/** The real conductor, state machine and judge, where the counters count what the simulation's world serves. */
async function conductedBy(
  course: Course,
  env: Environment,
  release: Regression,
  random: Random,
): Promise<Omit<Outcome, 'excessBad'>> {
  const world = new ConductorsWorld();
  const start = world.clock.now();
  const served = new World(course, release, random);
  const target = new CountingTarget(served, course.slis.length, () => world.clock.now() - start);
  await deliver(
    {
      ...world.ports,
      target,
      metrics: target.counters,
      listener: {
        ...world.ports.listener,
        event(entry) {
          if (entry.event.kind !== 'paused' || entry.event.why !== 'approval') return;
          const event: Event = {
            kind: 'requested',
            verb: 'promote',
            to: null,
            at: entry.event.at,
            actor: 'dana',
            note: '',
            verdict: null,
          };
          world.ledger.entries.push({ id: `${entry.id}-asked`, event, state: fold(entry.state, event) });
        },
        sample() {},
        note() {},
      },
    },
    await afterFirst(world, env),
  );
  return outcomeIn(
    world.ledger.entries.map(({ event }) => event),
    course,
    start,
  );
}

/** An order that finds V1 live. */
async function afterFirst(world: ConductorsWorld, env: Environment) {
  const order = world.order(V2, { environment: env });
  const event: Event = {
    kind: 'requested',
    verb: 'resume',
    to: null,
    at: world.clock.now(),
    actor: 'test',
    note: '',
    verdict: null,
  };
  world.ledger.entries.push({
    id: 'first',
    event,
    state: {
      service: 'shop',
      environment: env.name,
      live: V1,
      previous: null,
      blocked: [],
      closed: null,
      rollout: null,
      lease: null,
      fence: 0,
    },
  });
  return order;
}

function outcomeIn(events: readonly Event[], course: Course, start: number): Omit<Outcome, 'excessBad'> {
  const arrivals: number[] = [];
  for (const event of events) {
    const ms = event.at - start;
    const { kind } = event;
    if (kind === 'promoting' || (kind === 'stepped' && (course.plan.steps[event.index]?.weight ?? 0) > 0))
      arrivals.push(ms);
    if (kind === 'finishing') return { ending: 'promoted', ms, arrivals };
    if (kind === 'rolling-back')
      return { ending: event.reason === 'breach' ? 'breach' : 'undecided', ms, arrivals };
    if (kind === 'paused' && event.why !== 'approval')
      return { ending: event.why === 'breach' ? 'breach' : 'undecided', ms, arrivals };
  }
  throw new Error('the rollout did not end');
}

/** Moves traffic when it is asked to, says so one look later, and counts what the world serves. */
class CountingTarget implements Target {
  readonly counters: MetricSource = {
    read: async (slos) => this.#read(slos),
    history: async (slos) => {
      const past = this.#world.past();
      return slos.map(({ name }, i) => ({ sli: name, minutes: past[i] ?? [], why: null }));
    },
  };
  readonly #world: World;
  readonly #ms: () => number;
  readonly #bad: { readonly candidate: Float64Array; readonly stable: Float64Array };
  readonly #total = { candidate: 0, stable: 0 };
  #asked: Desired | null = null;
  #looks = 0;

  constructor(world: World, slis: number, ms: () => number) {
    this.#world = world;
    this.#ms = ms;
    this.#bad = { candidate: new Float64Array(slis), stable: new Float64Array(slis) };
  }

  async acquire() {
    return { digest: V2.digest, name: null };
  }

  async standing() {
    return null;
  }

  async apply(desired: Desired) {
    if (JSON.stringify(desired) !== JSON.stringify(this.#asked)) this.#looks = 0;
    this.#asked = desired;
  }

  async observe() {
    this.#looks += 1;
    const settled = this.#looks > 1 || this.#weight === 0;
    return { settled, failure: null, weight: percent(this.#weight), foreign: null, note: '' };
  }

  async close() {}

  get #weight(): number {
    return this.#asked?.kind === 'split' ? this.#asked.weight : 0;
  }

  #read(slos: readonly Slo[]) {
    const counted = this.#world.until(this.#ms(), this.#weight);
    this.#total.candidate += counted.candidateTotal;
    this.#total.stable += counted.stableTotal;
    return slos.map(({ name }, i) => ({
      sli: name,
      candidate: this.#reading('candidate', i, counted.candidateBad[i] ?? 0),
      stable: this.#reading('stable', i, counted.stableBad[i] ?? 0),
      latency: null,
    }));
  }

  #reading(role: 'candidate' | 'stable', sli: number, more: number) {
    const bad = (this.#bad[role][sli] ?? 0) + more;
    this.#bad[role][sli] = bad;
    const series = [{ id: role, bad, total: this.#total[role] }];
    // As the simulation has it: all that was answered is counted.
    return { kind: 'cumulative', series, until: Infinity } as const;
  }
}

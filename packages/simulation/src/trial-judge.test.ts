import { createJudge, DEFAULT_SETTINGS, type Counts, type Series, type SliSpec } from '@glidepath/analysis';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { binomial, poisson } from './samplers.ts';
import { TrialJudge, type Counted } from './trial-judge.ts';

/** One step: its weight, how many looks it lasts, and how the releases do. */
interface Stay {
  readonly weight: number;
  readonly looks: number;
  readonly requests: number;
  readonly stableRate: number;
  readonly candidateRate: number;
}

const stays = fc.array(
  fc.record({
    weight: fc.constantFrom(0, 1, 10, 50, 100),
    looks: fc.integer({ min: 1, max: 25 }),
    requests: fc.constantFrom(0, 3, 200, 20_000),
    stableRate: fc.constantFrom(0, 0.005, 0.3),
    candidateRate: fc.constantFrom(0, 0.005, 0.02, 0.3, 1),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Nothing, half an hour that is even, and one that scatters. */
const pasts = fc.constantFrom(
  [],
  Array.from({ length: 30 }, () => ({ bad: 30, total: 6_000 })),
  Array.from({ length: 30 }, (_, minute) => ({ bad: minute % 2 === 0 ? 15 : 60, total: 6_000 })),
);

/** Both judges through the same counters; what they say at each look. */
function watched(
  slis: readonly SliSpec[],
  all: readonly Stay[],
  seed: number,
  warmUpMs: number,
  past: readonly Counts[],
) {
  const settings = { ...DEFAULT_SETTINGS, warmUpMs };
  const random = new Random(seed, 0, 0);
  const baseline = new Map(slis.map(({ name }) => [name, past]));
  const live = createJudge(slis, settings, { baseline });
  const simulated = new TrialJudge(
    slis,
    settings,
    slis.map(() => past),
  );
  const stable = slis.map((): Series => ({ id: 's', bad: 0, total: 0 }));
  const candidate = slis.map((): Series => ({ id: 'c', bad: 0, total: 0 }));
  const said: unknown[][] = [[], []];
  let at = 0;
  const look = (weight: number, counted: Counted): void => {
    const readings = slis.map(({ name }, i) => {
      const [c, s] = [candidate[i], stable[i]];
      return {
        sli: name,
        candidate: { kind: 'cumulative', series: c === undefined ? [] : [c], until: at },
        stable: { kind: 'cumulative', series: s === undefined ? [] : [s], until: at },
      } as const;
    });
    const verdicts = [live.observe({ at, weight, readings }), simulated.observe(at, weight, counted)];
    for (const [i, { kind, evidence }] of verdicts.entries()) {
      const { lnRollback, lnPromotion } = evidence;
      said[i]?.push({ at, kind, lnRollback, lnPromotion, totals: evidence.slis.map((one) => one.candidate) });
    }
  };
  const nothing = () => new Float64Array(slis.length);
  look(0, { candidateTotal: 0, stableTotal: 0, candidateBad: nothing(), stableBad: nothing() });
  for (const { weight, looks, requests, stableRate, candidateRate } of all) {
    // Some steps know when they end; some looks are later than that.
    const until = looks % 2 === 0 ? at + looks * 4_000 : undefined;
    live.startStep(at, until);
    simulated.startStep(at, until);
    for (let i = 0; i < looks; i++) {
      // Now and then twice at the same moment, as when a phase changes.
      if (i % 7 !== 3) at += 5_000;
      const candidateTotal = i % 7 === 3 ? 0 : poisson(random, (requests * weight) / 100);
      const stableTotal = i % 7 === 3 ? 0 : poisson(random, requests * (1 - weight / 100));
      const counted: Counted = {
        candidateTotal,
        stableTotal,
        candidateBad: nothing().map(() => binomial(random, candidateTotal, candidateRate)),
        stableBad: nothing().map(() => binomial(random, stableTotal, stableRate)),
      };
      for (const index of slis.keys()) {
        candidate[index] = grown(candidate[index], counted.candidateBad[index], candidateTotal);
        stable[index] = grown(stable[index], counted.stableBad[index], stableTotal);
      }
      look(weight, counted);
    }
  }
  return said;
}

function grown(series: Series | undefined, bad = 0, total = 0): Series {
  return {
    id: series?.id ?? '',
    bad: (series?.bad ?? 0) + bad,
    total: (series?.total ?? 0) + total,
  };
}

describe('the judge of simulated rollouts', () => {
  it.each([
    ['one SLI', [{ name: 'availability', budget: 0.01 }]],
    [
      'two SLIs of unequal weight',
      [
        { name: 'availability', budget: 0.01 },
        { name: 'latency', budget: 0.05, weight: 3 },
      ],
    ],
  ] as const)('says what the judge of live rollouts says: %s', (_, slis) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(stays, fc.nat(), fc.constantFrom(0, 60_000), pasts, (all, seed, warmUpMs, past) => {
        const [live = [], simulated = []] = watched(slis, all, seed, warmUpMs, past);
        expect(simulated).toHaveLength(live.length);
        for (const [i, one] of live.entries()) {
          expect(rounded(simulated[i])).toEqual(rounded(one));
          seen.add(JSON.stringify(one).replace(/.*"kind":"([^"]+)".*/, '$1'));
        }
      }),
      { numRuns: 150 },
    );
    expect([...seen].sort()).toEqual(['breach', 'healthy', 'too-few-samples']);
  });
});

/** The order of summation may differ in the last digits. */
function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' ? Number(one.toPrecision(9)) : one,
  );
  return JSON.parse(text);
}

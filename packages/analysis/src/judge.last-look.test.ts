import { expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { DEFAULT_SETTINGS, LAST_LOOK_SHARE } from './settings.ts';
import { START, ticksOf, type Traffic } from './testing/rollout.ts';
import { Random } from './testing/random.ts';
import type { Verdict } from './types.ts';

const SLI = { name: 'availability', budget: 0.01 };
const LOOKS = 360;
const END = START + LOOKS * DEFAULT_SETTINGS.pollMs;
/** So little that half an hour does for a last look only. */
const SCARCE: Traffic = { rps: 40, weight: 10, candidateRate: 0.006, stableRate: 0.006 };

function watched(traffic: Traffic, seed: number, until?: number): Verdict[] {
  const judge = createJudge([SLI], DEFAULT_SETTINGS);
  judge.startStep(START, until);
  return ticksOf(SLI.name, LOOKS + 30, traffic, new Random(seed)).map((tick) => judge.observe(tick));
}

/** The first look after the warm-up, in which nothing is shown. */
const WARM_FROM = 14;

const kinds = (verdicts: readonly Verdict[]): string[] => verdicts.map(({ kind }) => kind);
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

test('the last look finds releases healthy that no look before did, with a part of the evidence kept for it', () => {
  let found = 0;
  for (const seed of SEEDS) {
    const told = watched(SCARCE, seed, END);
    const untold = watched(SCARCE, seed);
    const at = told.findIndex(({ evidence }) => evidence.at >= END);
    const firstHealthy = kinds(told).indexOf('healthy');
    for (const [i, { evidence }] of told.slice(WARM_FROM, at).entries()) {
      const of = Math.exp(untold[WARM_FROM + i]?.evidence.lnPromotion ?? NaN);
      const kept = (1 - LAST_LOOK_SHARE) * of + LAST_LOOK_SHARE;
      expect(evidence.lnPromotion).toBeCloseTo(Math.log(kept), 9);
    }
    if (firstHealthy !== at || untold[at]?.kind === 'healthy') continue;
    found += 1;
    expect(told[at]?.evidence.lnPromotion).toBeGreaterThanOrEqual(
      told[at]?.evidence.promotionThreshold ?? NaN,
    );
    expect(told.at(-1)?.kind).toBe('healthy');
  }
  expect(found).toBeGreaterThan(0);
});

test('a release twice as bad is hardly ever let through by it', () => {
  const twice = { ...SCARCE, candidateRate: 2 * SCARCE.stableRate };
  const passed = SEEDS.filter((seed) => kinds(watched(twice, seed, END)).includes('healthy'));
  expect(passed.length).toBeLessThanOrEqual(6);
});

test('an end that is no time after the start is none', () => {
  expect(watched(SCARCE, 1, START)).toEqual(watched(SCARCE, 1));
  expect(watched(SCARCE, 1, NaN)).toEqual(watched(SCARCE, 1));
});

test('a new step has a last look of its own', () => {
  const judge = createJudge([SLI], DEFAULT_SETTINGS);
  judge.startStep(START, END);
  const ticks = ticksOf(SLI.name, LOOKS + 30, { ...SCARCE, rps: 400 }, new Random(3));
  for (const tick of ticks.slice(0, LOOKS + 1)) judge.observe(tick);
  const next = ticks[LOOKS + 1];
  expect(next).toBeDefined();
  if (next === undefined) return;
  judge.startStep(next.at - 1, END + 600_000);
  expect(judge.observe(next).evidence.lnPromotion).toBeLessThan(1);
});

import { burnRate } from './burn-rate.ts';
import type { JudgeSettings, SliSpec } from './types.ts';

export const DEFAULT_SETTINGS: JudgeSettings = {
  pollMs: 5_000,
  warmUpMs: 60_000,
  alpha: 0.01,
  beta: 0.05,
  rollback: { ratio: 1.05, budgetShare: 0.02 },
  promotion: { ratio: 2, budgetShare: 0.2 },
};

/** The least ratio of the rollback margin while the candidate warms up: cold caches fail more, and soon no longer. */
export const WARM_UP_RATIO = 10;

/** Above this many times its budget a candidate is rolled back even cold: 2 % of a month's budget within an hour. */
export const FUSE_BURN = burnRate({ budgetSpent: 0.02, hours: 1, days: 30 });

/** With no stable release left, the candidate is held against its objective itself. */
export const WATCH_BURN = burnRate({ budgetSpent: 1, hours: 30 * 24, days: 30 });

/** The fuse's part of the evidence for a rollback. All parts together keep alpha. */
export const FUSE_SHARE = 0.03;

/** The part of the margin test in the warm-up. */
export const COLD_SHARE = 0.03;

/** The part of the evidence for promotion that is not compared with the stable release. */
export const SPOTLESS_SHARE = 0.1;

/** The part of the comparing evidence for promotion that is gathered from the first request on, cold or not. */
export const EARLY_SHARE = 0.1;

/** The part of it that waits until the candidate is surely cold no longer. */
export const SURELY_COOL_SHARE = 0.05;

/** The part of all evidence for promotion that is kept for the last look, where it is known when that is. */
export const LAST_LOOK_SHARE = 0.15;

/** One look multiplies E by at most 10: no single scrape decides. */
export const LN_CAP = Math.log(10);

/** Usual looks at a warm candidate before evidence for it counts in full: a minute and a half at the default poll. */
export const LOOKS_OF_PATIENCE = 18;

/** What it counts for until then, at most, in logarithms. */
export const LN_HASTY = 2;

/** A look with the counts of several may go so much of the way to a rollback, in logarithms: it does not decide alone either. */
export const MOST_OF_THE_WAY = 0.75;

/** Bets, and how the evidence is divided between them at the start. */
export interface Mixture {
  readonly bets: readonly number[];
  /** In any unit. */
  readonly weights: readonly number[];
}

/** Bets that the candidate is so many times above the margin. */
export const ROLLBACK_MIXTURE: Mixture = {
  bets: [1.25, 1.5, 2, 3, 4.5, 7, 12, 25, 100],
  weights: [1, 4, 6, 6, 6, 4, 3, 1, 1],
};

/**
 * The bet that the candidate is at this fraction of the margin. A release that equals the stable one stands at 1/ratio; one
 * a little beyond that is sooner through, in the median; the last look is there for the others. There is no bet close to 0: it would take half a minute of
 * luck for proof.
 */
export const PROMOTION_MIXTURE: Mixture = { bets: [0.4], weights: [1] };

/** Bets that hardly anything fails, at this fraction of the share of the budget that needs no comparison. */
export const SPOTLESS_MIXTURE: Mixture = { bets: [0.05, 0.3], weights: [1, 1] };

/** @throws RangeError for a setting that no test could be run with */
export function checkSettings({ pollMs, warmUpMs, alpha, beta, rollback, promotion }: JudgeSettings): void {
  must(pollMs > 0 && Number.isFinite(pollMs), `pollMs ${pollMs} must be above 0`);
  must(warmUpMs >= 0 && Number.isFinite(warmUpMs), `warmUpMs ${warmUpMs} must be 0 or more`);
  must(alpha > 0 && alpha < 1, `alpha ${alpha} must lie between 0 and 1`);
  must(beta > 0 && beta < 1, `beta ${beta} must lie between 0 and 1`);
  for (const [name, { ratio, budgetShare }] of Object.entries({ rollback, promotion })) {
    must(ratio > 0 && Number.isFinite(ratio), `${name}.ratio ${ratio} must be above 0`);
    must(
      budgetShare >= 0 && Number.isFinite(budgetShare),
      `${name}.budgetShare ${budgetShare} must be 0 or more`,
    );
  }
}

/** @throws RangeError for a budget or weight out of range, or a name given twice */
export function checkSlis(slis: readonly SliSpec[]): void {
  const names = new Set<string>();
  for (const { name, budget, weight = 1 } of slis) {
    must(budget > 0 && budget < 1, `the budget of SLI ${name}, ${budget}, must lie between 0 and 1`);
    must(weight > 0 && Number.isFinite(weight), `the weight of SLI ${name}, ${weight}, must be above 0`);
    must(!names.has(name), `SLI ${name} is given twice`);
    names.add(name);
  }
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}

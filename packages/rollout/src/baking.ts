import type { Verdict } from '@glidepath/analysis';
import { instant, millis, type Bake, type Instant, type Millis, type Policy } from '@glidepath/model';
import { stepAt } from './desired.ts';
import { stationOf } from './fold.ts';
import { unansweredBy } from './guarding.ts';
import type { Seen } from './seen.ts';
import { goBack, pause, type Step } from './step.ts';
import type { GuardView, Rollout } from './types.ts';

/**
 * One look during a bake. `passed` is called only when every SLI has shown that it is no worse, and no guard holds.
 */
export function judge(
  rollout: Rollout,
  bake: Bake,
  seen: Seen,
  hold: GuardView | null,
  passed: () => Step,
): Step | null {
  const { verdict, settledSince, now } = seen;
  if (settledSince === null || verdict === null) return null;
  const elapsed = now - settledSince;
  if (elapsed < bake.min) return null;
  const { policies } = rollout.plan;
  const onwardsUnlessHeld = (): Step | null => {
    if (hold === null) return passed();
    return hold.state === 'unknown'
      ? overdue(unansweredBy(hold), policies.sourceDown, bake, elapsed, hold.why)
      : null;
  };
  switch (verdict.kind) {
    case 'healthy':
      return onwardsUnlessHeld();
    case 'breach':
      return null;
    case 'too-few-samples':
      // At 100 % the steps before have compared the two; here it is enough that traffic flows and nothing breaches.
      if (rollout.phase.kind === 'watching' && elapsed >= bake.max && hasTraffic(verdict))
        return onwardsUnlessHeld();
      return overdue('too-few-samples', policies.tooFewSamples, bake, elapsed, verdict.reason);
    case 'no-data':
      return overdue('no-data', policies.noData, bake, elapsed, verdict.reason);
    case 'source-down':
      return overdue('source-down', policies.sourceDown, bake, elapsed, verdict.reason);
  }
}

function overdue(
  reason: 'too-few-samples' | 'no-data' | 'source-down' | 'flag',
  policy: Policy,
  bake: Bake,
  elapsed: number,
  why: string,
): Step | null {
  const limit = policy === 'extend' ? 2 * bake.max : bake.max;
  if (elapsed < limit) return null;
  switch (policy) {
    case 'hold':
      return null;
    case 'extend':
    case 'pause':
      return pause(reason, why);
    case 'rollback':
      return goBack('rolled-back', reason, why);
  }
}

/** A poll, and what a look may take. */
const LAST_POLLS = 2;

/**
 * From when on a look is the last one for certain at which too little evidence is put up with; null: it is without end,
 * or nothing is judged where the rollout stands.
 * @param settled since when it stands there
 */
export function lastLookAt(rollout: Rollout, settled: Instant, poll: Millis): Instant | null {
  const longest = longestLook(rollout);
  if (longest === null || longest <= LAST_POLLS * poll) return null;
  return instant(settled + longest - LAST_POLLS * poll);
}

function longestLook(rollout: Rollout): Millis | null {
  const { plan, phase } = rollout;
  const station = stationOf(phase);
  if (station === null) return null;
  const bake = station.kind === 'watching' ? plan.watch : stepAt(rollout, station.index).bake;
  if (bake === null) return null;
  switch (plan.policies.tooFewSamples) {
    case 'hold':
      return null;
    case 'extend':
      return millis(2 * bake.max);
    case 'pause':
    case 'rollback':
      return bake.max;
  }
}

function hasTraffic(verdict: Verdict): boolean {
  return verdict.evidence.slis.every((sli) => sli.candidate.total > 0);
}

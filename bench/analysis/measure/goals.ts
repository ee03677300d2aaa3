import type { ReleaseName, Scenario } from '../world/scenario.ts';
import type { Cell } from './cell.ts';
import { upperBound } from './clopper-pearson.ts';

/** One thing that our judge is to reach in one scenario, and whether it does. */
export interface Goal {
  readonly scenario: string;
  readonly what: string;
  /** Null where the cells it takes were not measured. */
  readonly met: boolean | null;
  /** The figures it was decided by. */
  readonly figures: string;
}

export const OUR_JUDGE = 'glidepath';
const KAYENTA_IN_HASTE = 'kayenta-5m';

const MOST_FALSE_ROLLBACKS = 0.01;
const MOST_FALSE_ROLLBACKS_BOUND = 0.02;
const MOST_WRONG_PROMOTIONS = { x2: 0.05, x5: 0.01 } as const;
const LATEST_PROMOTION_S = 300;
const ENOUGH_REQUESTS_PER_SECOND = 100;
const MOST_TIMES_BEST_DELAY = 1.3;
/** Peers that roll back more of the healthy releases than this are no match to be won. */
const TRUSTED = 0.02;

/** The goals in one scenario, from its cells. */
export function goalsOf(scenario: Scenario, cells: readonly Cell[], repetitions: number): readonly Goal[] {
  const own = cells.filter((cell) => cell.scenario === scenario.name);
  const cell = (judge: string, release: ReleaseName): Cell | null =>
    own.find((one) => one.judge === judge && one.release === release) ?? null;
  const ours = (release: ReleaseName): Cell | null => cell(OUR_JUDGE, release);
  const goal = (what: string, verdict: Verdict): Goal => ({
    scenario: scenario.name,
    what,
    ...(verdict ?? UNKNOWN),
  });
  const trusted = [...new Set(own.map(({ judge }) => judge))].filter(
    (judge) => judge !== OUR_JUDGE && (cell(judge, 'healthy')?.rolledBack ?? 1) <= TRUSTED,
  );
  const trustedCells = trusted.flatMap((judge) => cell(judge, 'x5') ?? []);
  const kayenta = cell(KAYENTA_IN_HASTE, 'x2');

  return [
    goal('false rollbacks <= 1 %, 95 % bound <= 2 %', falseRollbacks(ours('healthy'), repetitions)),
    goal('wrong promotions of x5 <= 1 %', wrongPromotions(ours('x5'), MOST_WRONG_PROMOTIONS.x5)),
    goal('wrong promotions of x2 <= 5 %', wrongPromotions(ours('x2'), MOST_WRONG_PROMOTIONS.x2)),
    ...(scenario.requestsPerSecond >= ENOUGH_REQUESTS_PER_SECOND
      ? [
          goal(`healthy promoted within ${LATEST_PROMOTION_S} s`, promotedInTime(ours('healthy'))),
          goal('no healthy release inconclusive', conclusive(ours('healthy'))),
        ]
      : []),
    goal('x5 found within 1.3 x the best trusted peer', foundInTime(ours('x5'), trustedCells)),
    goal('x5: fewer excess bad requests than each trusted peer', leastHarm(ours('x5'), trustedCells)),
    ...(trusted.includes(KAYENTA_IN_HASTE)
      ? [goal('x2 found sooner than Kayenta at 5 minutes', sooner(ours('x2'), kayenta))]
      : []),
  ];
}

/**
 * Median delay until a release was found, one that was not found counted as never: where fewer than half were rolled
 * back that is no number, however quick those few were.
 */
export function delayOf({ rolledBack, medianRollbackS }: Cell): number {
  return rolledBack >= 0.5 ? (medianRollbackS ?? Infinity) : Infinity;
}

/** Null where a cell is missing. */
type Verdict = { readonly met: boolean; readonly figures: string } | null;
const UNKNOWN = { met: null, figures: 'not measured' } as const;

function falseRollbacks(ours: Cell | null, repetitions: number): Verdict {
  if (ours === null) return null;
  const bound = upperBound(Math.round(ours.rolledBack * repetitions), repetitions);
  return {
    met: ours.rolledBack <= MOST_FALSE_ROLLBACKS && bound <= MOST_FALSE_ROLLBACKS_BOUND,
    figures: `${percent(ours.rolledBack)}, bound ${percent(bound)}`,
  };
}

function wrongPromotions(ours: Cell | null, most: number): Verdict {
  return ours && { met: ours.promoted <= most, figures: percent(ours.promoted) };
}

function promotedInTime(ours: Cell | null): Verdict {
  if (ours === null) return null;
  const median = ours.promoted >= 0.5 ? (ours.medianPromoteS ?? Infinity) : Infinity;
  return {
    met: median <= LATEST_PROMOTION_S,
    figures: `${seconds(median)}, ${percent(ours.promoted)} promoted`,
  };
}

function conclusive(ours: Cell | null): Verdict {
  return ours && { met: ours.inconclusive === 0, figures: percent(ours.inconclusive) };
}

function foundInTime(ours: Cell | null, peers: readonly Cell[]): Verdict {
  if (ours === null) return null;
  const delay = delayOf(ours);
  const best = peers.toSorted((a, b) => delayOf(a) - delayOf(b))[0];
  if (best === undefined || delayOf(best) === Infinity) {
    return { met: true, figures: `${seconds(delay)}; no trusted peer finds it` };
  }
  return {
    met: delay <= MOST_TIMES_BEST_DELAY * delayOf(best),
    figures: `${seconds(delay)}; ${best.judge} ${seconds(delayOf(best))}`,
  };
}

function leastHarm(ours: Cell | null, peers: readonly Cell[]): Verdict {
  if (ours === null) return null;
  const best = peers.toSorted((a, b) => a.excessBad - b.excessBad)[0];
  if (best === undefined) return { met: true, figures: `${ours.excessBad}; no trusted peer` };
  return {
    met: ours.excessBad < best.excessBad,
    figures: `${ours.excessBad}; ${best.judge} ${best.excessBad}`,
  };
}

function sooner(ours: Cell | null, kayenta: Cell | null): Verdict {
  if (ours === null || kayenta === null) return null;
  const [delay, theirs] = [delayOf(ours), delayOf(kayenta)];
  // Where neither finds half of them, the one that finds more finds it sooner.
  const met =
    theirs === Infinity && delay === Infinity ? ours.rolledBack >= kayenta.rolledBack : delay < theirs;
  const figures = (cell: Cell): string => `${seconds(delayOf(cell))} (${percent(cell.rolledBack)} found)`;
  return { met, figures: `${figures(ours)}; ${KAYENTA_IN_HASTE} ${figures(kayenta)}` };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function seconds(delay: number): string {
  return delay === Infinity ? 'never' : `${delay} s`;
}

import { TargetError } from '@glidepath/conductor';
import { formatPercent, percent, type Percent } from '@glidepath/model';

/** One rule of a router: backends with a weight each, in proportion to each other. Pure. */

export type Side = 'stable' | 'canary' | 'other';

/** Null: it says none. */
export type Weight = number | null;

export interface Backend {
  readonly side: Side;
  readonly weight: Weight;
}

export interface Scale {
  /** What a backend has that says no weight, by how many there are in its rule. */
  readonly unsaid: (backends: number) => number;
  /** The greatest weight. */
  readonly most: number;
}

/** The weights of a rule's two sides. */
export interface Setting {
  readonly stable: Weight;
  /** Null: it is not in the rule. */
  readonly canary: { readonly weight: Weight } | null;
}

export function settingOf(rule: readonly Backend[]): Setting {
  const canary = rule.find(({ side }) => side === 'canary');
  return {
    stable: rule.find(({ side }) => side === 'stable')?.weight ?? null,
    canary: canary === undefined ? null : { weight: canary.weight },
  };
}

/** The canary's share of what the two have together, which is nothing where neither has a weight. */
export function shareIn(rule: readonly Backend[], scale: Scale): Percent {
  const [stable, canary] = [weightOf(rule, 'stable', scale), weightOf(rule, 'canary', scale)];
  return percent(stable + canary === 0 ? 0 : (100 * canary) / (stable + canary));
}

/** Weights are whole numbers, so a share is held up to what numbers can't say. */
export function isShare(weight: Percent, share: Percent): boolean {
  return Math.abs(weight - share) < 1e-9;
}

/**
 * Whole weights with just this share for the canary. Where others are in the rule, the two keep together what they had
 * in the beginning, so that nobody else gets more or less.
 * @throws TargetError where no whole weights have it
 */
export function weightsFor(
  share: Percent,
  rule: readonly Backend[],
  before: Setting,
  scale: Scale,
  place: string,
): Setting {
  const others = rule.some(({ side }) => side === 'other');
  const had = togetherIn(rule, before, scale);
  const sums = others ? [had] : [100, 1_000, 10_000, 100_000, 1_000_000];
  for (const sum of sums.filter((each) => each <= scale.most)) {
    const canary = Math.round((sum * share) / 100);
    if (isShare(percent((100 * canary) / sum), share))
      return { stable: sum - canary, canary: { weight: canary } };
  }
  throw new TargetError(
    others
      ? `${place} gives stable and canary ${had} parts beside other backends, and ${formatPercent(share)} of that is no whole number; multiply all the weights of that rule, such as by 100.`
      : `${place} has whole weights up to ${scale.most}, and ${formatPercent(share)} can't be said by them; write a weight with fewer decimals under strategy.`,
    true,
  );
}

/** As it was, but that the canary gets nothing where it had something. */
export function weightsAfter(rule: readonly Backend[], before: Setting, scale: Scale): Setting {
  const { canary } = before;
  if (canary === null || (canary.weight ?? scale.unsaid(rule.length)) === 0) return before;
  return { stable: togetherIn(rule, before, scale), canary: { weight: 0 } };
}

/** What the two had together before a canary was in the rule, or had a weight. */
function togetherIn(rule: readonly Backend[], { stable, canary }: Setting, scale: Scale): number {
  const others = rule.filter(({ side }) => side === 'other').length;
  const n = others + (canary === null ? 1 : 2);
  return (stable ?? scale.unsaid(n)) + (canary === null ? 0 : (canary.weight ?? scale.unsaid(n)));
}

function weightOf(rule: readonly Backend[], side: Side, scale: Scale): number {
  const found = rule.find((each) => each.side === side);
  return found === undefined ? 0 : (found.weight ?? scale.unsaid(rule.length));
}

import { isDeepStrictEqual } from 'node:util';
import { formatPercent, percent, type LaunchDarklyTargetSpec, type Percent } from '@glidepath/model';
import type { Variation } from './variations.ts';

/** A flag as it stands in one environment. */
export interface Flag {
  readonly variations: readonly Variation[];
  readonly archived: boolean;
  readonly setting: Setting;
  /** Grows with each change in the environment. */
  readonly version: number;
  readonly ahead: Ahead;
}

/** What a rollout touches, or is undone by. Variations by their ids. */
export interface Setting {
  readonly on: boolean;
  /** What is served while the flag is off; null: what each application falls back to. */
  readonly off: string | null;
  readonly rest: Rest;
}

/** What those get whom no target and no rule catches: LaunchDarkly's default rule, its "fallthrough". */
export type Rest =
  | { readonly kind: 'one'; readonly variation: string }
  | {
      readonly kind: 'shares';
      /** Thousandths of a percent, those above 0. */
      readonly shares: Readonly<Record<string, number>>;
      readonly by: LaunchDarklyTargetSpec['by'];
      readonly experiment: boolean;
    }
  | { readonly kind: 'unset' };

/** What decides before the default rule does. */
export interface Ahead {
  readonly rules: number;
  readonly targets: number;
  readonly prerequisites: number;
}

/** LaunchDarkly counts in thousandths of a percent. */
export const WHOLE = 100_000;

export function sameSetting(one: Setting, other: Setting): boolean {
  return isDeepStrictEqual(one, other);
}

/** The one variation that everybody gets whom nothing catches before; null where there are several, or none. */
export function servedAlone({ on, off, rest }: Setting): string | null {
  if (!on) return off;
  return aloneIn(rest);
}

export function aloneIn(rest: Rest): string | null {
  switch (rest.kind) {
    case 'one':
      return rest.variation;
    case 'shares': {
      const [first, ...more] = Object.keys(rest.shares);
      return more.length === 0 ? (first ?? null) : null;
    }
    case 'unset':
      return null;
  }
}

/** The share of those whom nothing catches before. */
export function shareOf(variation: string, { on, off, rest }: Setting): Percent {
  if (!on) return percent(off === variation ? 100 : 0);
  switch (rest.kind) {
    case 'one':
      return percent(rest.variation === variation ? 100 : 0);
    case 'shares':
      return percent(Math.min(100, (rest.shares[variation] ?? 0) / (WHOLE / 100)));
    case 'unset':
      return percent(0);
  }
}

/** In one clause: `on, 25% "true" and 75% "false" by user key; before that 2 rules and 1 target decide`. */
export function described({ setting, variations, ahead }: Flag): string {
  const { on, off, rest } = setting;
  if (!on) return off === null ? 'off' : `off, everybody gets ${called(off, variations)}`;
  return `on, ${restDescribed(rest, variations)}${aheadDescribed(ahead)}`;
}

export function restDescribed(rest: Rest, variations: readonly Variation[]): string {
  switch (rest.kind) {
    case 'one':
      return `all get ${called(rest.variation, variations)}`;
    case 'shares': {
      const parts = Object.entries(rest.shares).map(
        ([id, share]) => `${formatPercent(percent(Math.min(100, share / 1000)))} ${called(id, variations)}`,
      );
      return `${listed(parts)} by ${rest.by.kind} ${rest.by.attribute}${rest.experiment ? ', an experiment' : ''}`;
    }
    case 'unset':
      return 'without a default rule';
  }
}

export function called(id: string, variations: readonly Variation[]): string {
  const variation = variations.find((one) => one.id === id);
  return variation === undefined ? 'a variation that is gone' : JSON.stringify(variation.label);
}

/** People who are caught before make the share on paper another than the one on the wire. */
function aheadDescribed({ rules, targets, prerequisites }: Ahead): string {
  const parts = [
    counted(targets, 'individual target'),
    counted(rules, 'rule'),
    counted(prerequisites, 'prerequisite'),
  ].filter((part) => part !== null);
  if (parts.length === 0) return '';
  return `; for some ${listed(parts)} decide${rules + targets + prerequisites === 1 ? 's' : ''} before that`;
}

function counted(count: number, what: string): string | null {
  return count === 0 ? null : `${count} ${what}${count === 1 ? '' : 's'}`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

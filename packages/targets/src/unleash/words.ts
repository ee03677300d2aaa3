import { shown, type UnleashTargetSpec } from '@glidepath/model';
import { isOnForAll, reachOf, type FlagState, type Strategy } from './flag-state.ts';
import type { Interference } from './goal.ts';
import { whoDid, type Change } from './history.ts';
import { drawingOf, isTitleOfOurs, markOf } from './own-strategy.ts';

/** What is told of a flag. */

/** What somebody else did, who it was where that is known, and how to mend it. */
export function interferenceText(
  what: Interference,
  changes: readonly Change[],
  spec: UnleashTargetSpec,
): string {
  const { flag, server } = spec;
  const place = `${flag} in ${server.environment}`;
  const who = (holds: (change: Change) => boolean): string =>
    whoDid(changes.find((one) => one.environment === server.environment && holds(one)));
  const updated = ({ id }: Strategy) =>
    who(({ type, strategyId }) => type === 'feature-strategy-update' && strategyId === id);
  switch (what.kind) {
    case 'killed':
      return `${who(({ type }) => type === 'feature-environment-disabled')} turned off ${place}. Glidepath never turns on again what somebody else turned off.`;
    case 'deleted': {
      const did = who(
        ({ type, title }) => type === 'feature-strategy-remove' && title !== null && isTitleOfOurs(title),
      );
      return `${did} deleted the strategy "Glidepath" of ${place}. Roll the flag out anew to get another one.`;
    }
    case 'doubled':
      return `There are several strategies called Glidepath of ${place}. Delete all but one.`;
    case 'planned':
      return `A release plan of Unleash changes the strategies of ${place} by itself. Remove it there, or leave the rollout to it.`;
    case 'narrowed':
      return `${updated(what.strategy)} disabled the strategy "Glidepath" of ${place}, or gave it constraints or segments. Take that back, or delete the strategy.`;
    case 'redrawn': {
      const { stickiness, groupId } = drawingOf(spec);
      const now = `stickiness ${said(what.strategy.stickiness)} and group ${said(what.strategy.groupId)}`;
      return `The strategy "Glidepath" of ${place} has ${now}, and by the delivery file it should be ${said(stickiness)} and ${said(groupId)}. With another one other users get the flag.`;
    }
    case 'reweighted':
      return `${updated(what.strategy)} changed the strategy "Glidepath" of ${place}: it has ${percentText(what.strategy.rollout)}, and Glidepath had set ${percentText(markOf(what.strategy))}.`;
    case 'joined': {
      const { strategy } = what;
      const did = changes.find(
        ({ type, strategyId }) => STRATEGY_CHANGES.has(type) && strategyId === strategy.id,
      );
      const by = did === undefined ? '' : ` It is by ${whoDid(did).replace(/,$/, '')}.`;
      return `The strategy ${nameOf(strategy)} of ${place} gives the flag to ${audienceOf(strategy)}, whatever Glidepath sets.${by} Delete it, give it constraints, or hand it over by the title Glidepath.`;
    }
  }
}
const STRATEGY_CHANGES: ReadonlySet<string> = new Set(['feature-strategy-add', 'feature-strategy-update']);

function audienceOf(strategy: Strategy): string {
  if (reachOf(strategy) === 'everybody') return 'everybody';
  return strategy.rollout === null
    ? 'users that Glidepath can not tell'
    : `${strategy.rollout} % of the users`;
}

/** Somebody else's strategy, as a person finds it. */
export function nameOf({ title, name }: Strategy): string {
  return said(title === null || title === '' ? name : title);
}

function said(text: string | null): string {
  return text === null ? 'none' : JSON.stringify(shown(text));
}

function percentText(percent: number | null): string {
  return percent === null ? 'no percentage' : `${percent} %`;
}

/** The percentage of users that have it on now, those aside whom other strategies name. */
export function shareOf(state: FlagState): number {
  if (isOnForAll(state)) return 100;
  return state.enabled ? (state.ours.find(({ disabled }) => !disabled)?.rollout ?? 0) : 0;
}

/** How the flag stands: "on for 25 % of the users by userId, and for those whom 1 other strategy names". */
export function standText(state: FlagState, { stickiness }: UnleashTargetSpec): string {
  const share = shareOf(state);
  const naming = state.others.filter((one) => reachOf(one) === 'named').length;
  if (!state.enabled) return 'off';
  const more =
    naming === 0 || share === 100
      ? ''
      : `, and for those whom ${naming} other ${naming === 1 ? 'strategy names' : 'strategies name'}`;
  return `on for ${share} % of the users by ${shown(stickiness)}${more}; applications follow as they poll`;
}

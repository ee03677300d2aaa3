import type { UnleashTargetSpec } from '@glidepath/model';
import type { Strategy } from './flag-state.ts';

/**
 * Our strategy is known by its title, which says the percentage too: "Glidepath: 25 %". Title and percentage are only ever
 * written together, so where they differ somebody else has changed the percentage, whichever run looks.
 */

export const GRADUAL = 'flexibleRollout';
const TITLE = /^Glidepath(?:: (\d{1,3}) %)?$/;

export function isOurs({ title }: Strategy): boolean {
  return title !== null && isTitleOfOurs(title);
}

export function isTitleOfOurs(title: string): boolean {
  return TITLE.test(title);
}

export function titleFor(share: number): string {
  return `Glidepath: ${share} %`;
}

/** The percentage that was set here last; null: none, a person handed the strategy over by giving it the name. */
export function markOf({ title }: Strategy): number | null {
  const percent = TITLE.exec(title ?? '')?.[1];
  return percent === undefined ? null : Number(percent);
}

/** What it is made with beside the percentage: by what users are drawn, and so who they are. */
export function drawingOf({ stickiness, flag }: UnleashTargetSpec): { stickiness: string; groupId: string } {
  return { stickiness, groupId: flag };
}

import { shown } from '@glidepath/model';
import type * as z from 'zod/mini';
import type { historyAnswer } from './answers.ts';
import { isOwn } from './comments.ts';

/** An entry of LaunchDarkly's audit log. */
export interface Change {
  /** Ms since 1970. */
  readonly at: number;
  /** Null where LaunchDarkly does not say. */
  readonly by: string | null;
  readonly comment: string;
  /** As roles name them, such as updateOn. */
  readonly actions: readonly string[];
}

/** What of a flag decides who gets what, beside its rules and targets. */
const TOUCHING =
  /^(updateOn|updateOffVariation|updateFallthrough.*|updateFlagVariations|updateGlobalArchived|archive.*|delete.*)$/;

export function readHistory({ items }: z.infer<typeof historyAnswer>): readonly Change[] {
  return items.map(({ date, comment = '', accesses, member, token, app, subject }) => ({
    at: date,
    by: whoOf([
      [member?.firstName, member?.lastName].filter((part) => part !== undefined && part !== '').join(' '),
      member?.email,
      app?.name,
      token?.name,
      subject?.name,
    ]),
    comment: comment.trim(),
    actions: accesses.flatMap(({ action }) => (action === undefined ? [] : [action])),
  }));
}

/** The newest change of what a rollout touches, where it was not made by a rollout; null: a rollout had the last word. */
export function byAnother(history: readonly Change[]): Change | null {
  const last = history.find(({ actions }) => actions.some((action) => TOUCHING.test(action)));
  return last === undefined || isOwn(last.comment) ? null : last;
}

/** `Ada Lovelace ("incident 42")`. */
export function whoDid({ by, comment }: Change): string {
  const who = by ?? 'somebody';
  return comment === '' ? who : `${who} (${JSON.stringify(shown(comment))})`;
}

function whoOf(names: readonly (string | undefined)[]): string | null {
  const name = names.find((one) => one !== undefined && one !== '');
  return name === undefined ? null : shown(name);
}

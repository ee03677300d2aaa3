import { placeOf, readerOf, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';
import { UserError } from '@glidepath/verbs/user-error';

/** Every input, as action.yml names it. */
export const INPUTS = ['environment', 'file', 'verb', 'reason', 'until', 'digest', 'token'] as const;
export type Input = (typeof INPUTS)[number];

/** What can be asked; the first is the default. */
export const VERBS = ['promote', 'promote-fully', 'pause', 'resume', 'abort', 'block', 'unblock'] as const;
export type Verb = (typeof VERBS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly verb: Verb;
  readonly reason: string;
  /** Only of block. */
  readonly until: string | null;
  /** Only of unblock. */
  readonly digest: string | null;
}

/** @throws UserError */
export function readInputs(runner: Pick<Runner<Input>, 'input'>): Inputs {
  const { text, choice } = readerOf(runner);
  const verb = choice('verb', VERBS);
  const only = (input: Input, of: Verb): string | null => {
    const given = text(input);
    if (given === null || verb === of) return given;
    throw new UserError(`the input ${input} is for the verb ${of} alone, leave it empty for ${verb}`);
  };
  return {
    ...placeOf(runner),
    verb,
    reason: text('reason') ?? '',
    until: only('until', 'block'),
    digest: only('digest', 'unblock'),
  };
}

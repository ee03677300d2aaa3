import { placeOf, readerOf, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = ['environment', 'file', 'to', 'reason', 'token'] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly to: string | null;
  readonly reason: string;
}

export function readInputs(runner: Pick<Runner<Input>, 'input'>): Inputs {
  const { text } = readerOf(runner);
  return {
    ...placeOf(runner),
    to: text('to'),
    reason: text('reason') ?? '',
  };
}

import type { Millis } from '@glidepath/model';
import { placeOf, readerOf, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = ['environment', 'file', 'for', 'on-breach', 'token'] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly forMs: Millis | null;
  readonly onBreach: 'fail' | 'pass';
}

export function readInputs(runner: Pick<Runner<Input>, 'input'>): Inputs {
  const { duration, choice } = readerOf(runner);
  return {
    ...placeOf(runner),
    forMs: duration('for'),
    onBreach: choice('on-breach', ['fail', 'pass']),
  };
}

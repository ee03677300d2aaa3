import { placeOf, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = ['environment', 'file', 'token'] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; no environment: all. */
export function readInputs(runner: Pick<Runner<Input>, 'input'>): Place {
  return placeOf(runner);
}

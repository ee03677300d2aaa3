import type { Percent } from '@glidepath/model';
import { placeOf, readerOf, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';
import { UserError } from '@glidepath/verbs/user-error';

/** Every input, as action.yml names it. */
export const INPUTS = [
  'environment',
  'file',
  'rps',
  'base-rate',
  'rollouts',
  'offline',
  'comment',
  'token',
] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly rps: number | null;
  readonly baseRate: Percent | null;
  readonly rollouts: number;
  readonly offline: boolean;
  readonly comment: boolean;
}

/** So few that a pull request's check ends within seconds. */
const ROLLOUTS = 1_000;

/** @throws UserError */
export function readInputs(runner: Pick<Runner<Input>, 'input'>): Inputs {
  const { number, percent, count, choice } = readerOf(runner);
  const rps = number('rps');
  const baseRate = percent('base-rate');
  if (baseRate !== null && (baseRate === 0 || baseRate === 100)) {
    throw new UserError(`the input base-rate is ${baseRate}%, write between 0% and 100%, such as 0.5%`);
  }
  if (baseRate !== null && rps === null) {
    throw new UserError(
      'the input base-rate is for a simulation, write rps too: how many requests come in a second',
    );
  }
  return {
    ...placeOf(runner),
    rps,
    baseRate,
    rollouts: count('rollouts') ?? ROLLOUTS,
    offline: choice('offline', ['false', 'true']) === 'true',
    comment: choice('comment', ['true', 'false']) === 'true',
  };
}

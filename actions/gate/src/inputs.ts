import { millis, type AskedFlag, type Millis } from '@glidepath/model';
import { placeOf, readerOf, type Runner } from '@glidepath/runner';
import { askedFlags } from '@glidepath/verbs/asked-flags';
import type { Place } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = [
  'environment',
  'file',
  'release',
  'commit',
  'digest',
  'flags',
  'only-flags',
  'override',
  'wait',
  'on-closed',
  'token',
] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly release: string | null;
  readonly commit: string | null;
  readonly digest: string | null;
  readonly flags: readonly AskedFlag[];
  readonly onlyFlags: boolean;
  readonly override: string | null;
  readonly waitMs: Millis;
  readonly onClosed: 'fail' | 'pass';
}

export function readInputs(runner: Pick<Runner<Input>, 'input'>): Inputs {
  const { text, duration, choice } = readerOf(runner);
  const flags = text('flags');
  return {
    ...placeOf(runner),
    release: text('release'),
    commit: text('commit'),
    digest: text('digest'),
    flags: flags === null ? [] : askedFlags('flags', [flags]),
    onlyFlags: choice('only-flags', ['false', 'true']) === 'true',
    override: text('override'),
    waitMs: duration('wait') ?? millis(0),
    onClosed: choice('on-closed', ['fail', 'pass']),
  };
}

import { placeOf, readerOf, reportPlace, type Run, type Runner } from '@glidepath/runner';
import type { Place } from '@glidepath/verbs/delivery-file';

/** Every input, as action.yml names it. */
export const INPUTS = [
  'environment',
  'file',
  'artifact',
  'release',
  'commit',
  'from',
  'digest',
  'image',
  'override',
  'report',
  'record',
  'token',
] as const;
export type Input = (typeof INPUTS)[number];

/** What the workflow gave; null: left empty. */
export interface Inputs extends Place {
  readonly artifact: string | null;
  readonly release: string | null;
  readonly commit: string | null;
  readonly from: string | null;
  readonly digest: string | null;
  readonly image: string | null;
  readonly override: string | null;
  /** Absolute. */
  readonly report: string | null;
  /** Absolute. */
  readonly record: string | null;
}

export function readInputs(
  runner: Pick<Runner<Input>, 'input'>,
  { workspace, env }: Pick<Run, 'workspace' | 'env'>,
): Inputs {
  const { text } = readerOf(runner);
  return {
    ...placeOf(runner),
    artifact: text('artifact'),
    release: text('release'),
    commit: text('commit'),
    from: text('from'),
    digest: text('digest'),
    image: text('image'),
    override: text('override'),
    report: reportPlace(text('report'), workspace, env),
    record: reportPlace(text('record'), workspace, env, 'record'),
  };
}

import { DEFAULT_FILE, type Place } from '@glidepath/verbs/delivery-file';
import type { Runner } from './runner.ts';

/** Where to work, as every action is told. */
export function placeOf(runner: Pick<Runner<'environment' | 'file'>, 'input'>): Place {
  return {
    environment: runner.input('environment') || null,
    file: runner.input('file') || DEFAULT_FILE,
  };
}

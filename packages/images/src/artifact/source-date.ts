import { RegistryError } from '../registry-error.ts';

/** What tar's field of a time can hold. */
const LATEST_S = 8_589_934_591;

/**
 * The time that everything packed gets: https://reproducible-builds.org/specs/source-date-epoch
 * @returns seconds since 1970; 0 where it is not set
 * @throws RegistryError `invalid`
 */
export function sourceDate(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['SOURCE_DATE_EPOCH']?.trim() ?? '';
  if (text === '') return 0;
  if (/^\d{1,10}$/.test(text) && Number(text) <= LATEST_S) return Number(text);
  throw new RegistryError(
    'invalid',
    'SOURCE_DATE_EPOCH is no number of seconds since 1970',
    'set it as in SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
  );
}

import { formatDuration, millis, type SearchServer } from '@glidepath/model';
import type { Found } from './answer.ts';

/** Why what is counted can't be trusted: nothing comes in any more, of whatever release. */
export function staleness(
  { newest }: Found,
  since: number,
  now: number,
  { maxAge }: Pick<SearchServer, 'maxAge'>,
): string | null {
  const age = now - Math.max(newest ?? since, since);
  if (age <= maxAge) return null;
  const old = formatDuration(millis(Math.floor(age / 1000) * 1000));
  return `the newest document of total is ${old} old, more than max-age, ${formatDuration(maxAge)}`;
}

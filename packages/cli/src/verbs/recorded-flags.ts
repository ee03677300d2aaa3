import { parseDuration } from '@glidepath/model';
import type { PrometheusRange } from '@glidepath/verbs/recorded-prometheus';
import type { Counts } from '@glidepath/verbs/replay';
import { UserError } from '@glidepath/verbs/user-error';
import type { Env } from '../terminal.ts';

/** What recorded counters are read from, as flags say it. */
export interface RangeFlags {
  readonly prometheus?: string;
  readonly queryTotal?: string;
  readonly queryBad?: string;
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
  readonly step?: string;
}

/** @throws UserError */
export function countsOf(text: string | undefined, otherwise: Counts): Counts {
  if (text === undefined) return otherwise;
  if (text === 'since-start' || text === 'since-last') return text;
  throw new UserError(
    `--counts is ${JSON.stringify(text)}, write since-start for counters that only grow, since-last for the requests of each row`,
  );
}

/**
 * From `--from` to `--to`, or the time `--since` before now.
 * @throws UserError
 */
export function rangeOf(
  url: string,
  { since, from, to, step }: RangeFlags,
  otherwise: { readonly since: string; readonly step: string },
  env: Env,
  now: number,
): PrometheusRange {
  if (since !== undefined && from !== undefined)
    throw new UserError('--since and --from exclude each other, leave one out');
  const end = to === undefined ? now : momentOf('--to', to);
  const start =
    from === undefined ? end - lengthOf('--since', since ?? otherwise.since) : momentOf('--from', from);
  if (start >= end) throw new UserError('--from is not before --to, exchange them');
  const token = env['GLIDEPATH_PROMETHEUS_TOKEN'] ?? '';
  return {
    url,
    from: start,
    to: end,
    stepMs: Math.max(1, lengthOf('--step', step ?? otherwise.step)),
    token: token === '' ? null : token,
  };
}

/** @throws UserError */
export function lengthOf(flag: string, text: string): number {
  const read = parseDuration(text);
  if (read.ok) return read.value;
  throw new UserError(`${flag} ${read.fault.what}, ${read.fault.mend}`);
}

function momentOf(flag: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UserError(`${flag} is ${JSON.stringify(text)}, write a moment such as 2026-03-04T12:00:00Z`);
}

import type { Objective } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { percent } from '../units.ts';
import type { Percent } from '../units.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { formatPercent, parsePercent } from './percent.ts';
import { quote } from './quote.ts';

/** Every form, as far as a pattern can say: 99.9%, 99% under 300ms, p99 under 300ms. */
export const OBJECTIVE =
  /^(?!p?0+(?:\.0+)?(?:%|\s))(?:\d{1,2}(?:\.\d{1,6})?%(?:\s+under\s+(?:\d+(?:d|h|ms|m|s))+)?|p\d{1,2}(?:\.\d{1,6})?\s+under\s+(?:\d+(?:d|h|ms|m|s))+)$/;
const LATENCY = /^(\S+)\s+under\s+(\S+)$/;
const QUANTILE = /^p\d\S*$/;
const FORMS = 'write for example 99.9% or 99% under 300ms';

/**
 * `99.9%`: that share of requests must succeed. `99% under 300ms`: that share must be answered in time. `p99 under 300ms`
 * says the same, since a quantile lies under a limit where that share of all does.
 */
export function parseObjective(text: string): Parsed<Objective> {
  const [, share = text, limit] = LATENCY.exec(text) ?? [];
  const isQuantile = QUANTILE.test(share);
  const target = isQuantile ? parseQuantile(share, text) : parsePercent(share);
  if (!target.ok) {
    if (!isQuantile && /\s/.test(text))
      return faulty(`is ${quote(text)}`, 'no objective can be read from it', FORMS);
    return target;
  }
  if (target.value === 0) return faulty(`is ${quote(text)}`, 'every release would meet it', FORMS);
  if (target.value === 100) {
    const mend = isQuantile ? 'write less than p100, such as p99.9' : 'write less than 100%, such as 99.9%';
    return faulty(`is ${quote(text)}`, 'that leaves no error budget to judge by', mend);
  }
  if (limit === undefined) {
    if (!isQuantile) return parsed({ kind: 'availability', target: target.value });
    const why = 'it does not say how soon the answer must come';
    return faulty(`is ${quote(text)}`, why, `write for example ${text} under 300ms`);
  }
  const threshold = parseDuration(limit);
  if (!threshold.ok)
    return faulty(`is ${quote(text)}`, `${quote(limit)} is no length of time`, threshold.fault.mend);
  if (threshold.value === 0) return faulty(`is ${quote(text)}`, 'no answer takes no time', FORMS);
  return parsed({ kind: 'latency', target: target.value, threshold: threshold.value });
}

/** The share of answers that a quantile is above: p99.9 is 99.9%. */
function parseQuantile(share: string, text: string): Parsed<Percent> {
  const is = `is ${quote(text)}`;
  const [, number] = /^p(\d{1,9}(?:\.\d{1,6})?)$/.exec(share) ?? [];
  if (number === undefined) {
    const why = `${quote(share)} is no quantile`;
    return faulty(is, why, 'write for example p99 under 300ms or p99.9 under 300ms');
  }
  if (Number(number) <= 100) return parsed(percent(Number(number)));
  const [, whole, part] = /^(9\d)(\d{1,6})$/.exec(number) ?? [];
  const meant = whole === undefined ? 'for example p99.9' : `p${whole}.${part}`;
  return faulty(is, 'more than the whole', `write ${meant}`);
}

/** In percent, whichever way it was written. */
export function formatObjective(objective: Objective): string {
  const share = formatPercent(objective.target);
  switch (objective.kind) {
    case 'availability':
      return share;
    case 'latency':
      return `${share} under ${formatDuration(objective.threshold)}`;
  }
}

import type { HistogramUnit, ReleaseLabel, Selector } from '../delivery.ts';
import { formatDuration, parseDuration } from '../text/duration.ts';
import { quote } from '../text/quote.ts';
import { formatSelector, parseSelector } from '../text/selector.ts';
import { millis } from '../units.ts';
import type { Millis } from '../units.ts';
import type { OpenSloDocument } from './documents.ts';
import { queryOf } from './metric.ts';
import type { Query } from './metric.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { within, wrongAt } from './part.ts';
import type { Part } from './part.ts';
import type { PlainSlo } from './plain-slo.ts';
import type { Chosen } from './promise.ts';
import type { Metric } from './schemas.ts';

/** A threshold on a histogram of durations: the share of requests that are answered within it. */
export function thresholdSlo(
  part: Part,
  metric: Metric,
  chosen: Chosen,
  documents: readonly OpenSloDocument[],
  split: ReleaseLabel,
): Outcome<PlainSlo> {
  const query = queryOf(part, metric, documents);
  if (!query.ok) return query;
  const histogram = histogramIn(query.value);
  if (!histogram.ok) return histogram;
  const { selector, unit } = histogram.value;
  const limit = limitOf(chosen, unit);
  if (!limit.ok) return limit;
  return outcome({
    objective: `${chosen.share} under ${formatDuration(limit.value)}`,
    prometheus: { histogram: formatSelector(selector), unit, split: { ...split } },
  });
}

interface Histogram {
  readonly selector: Selector;
  readonly unit: HistogramUnit;
}

const MEND = 'write a histogram, such as http_request_duration_seconds_bucket{service="checkout"}';

function histogramIn({ part, text, source }: Query): Outcome<Histogram> {
  const is = `is ${quote(text)}`;
  if (source !== 'prometheus')
    return wrongAt(part, is, 'a threshold is read on a histogram in Prometheus', MEND);
  const read = parseSelector(text);
  if (!read.ok) {
    const why = 'how many requests were in time can only be counted in a histogram itself';
    return wrongAt(part, is, why, MEND);
  }
  const { metric, matchers } = read.value;
  if (matchers.some(({ label }) => label === 'le'))
    return wrongAt(part, is, 'the edge follows from value', 'remove the matcher on le');
  const [, base = metric, end] = /^(.*)_(bucket|count|sum)$/.exec(metric) ?? [];
  const unit = UNIT.exec(base)?.[1];
  // A bare name may be a gauge; one that ends in its unit is that of a histogram, or else it has no buckets.
  if ((end === undefined && unit === undefined) || end === 'count' || end === 'sum')
    return wrongAt(part, is, 'that is not the name of a histogram of durations', MEND);
  return outcome({
    selector: { metric: base, matchers },
    unit: unit === undefined || unit === 'seconds' ? 's' : 'ms',
  });
}
const UNIT = /_(seconds|milliseconds|ms)$/;

function limitOf({ part, objective }: Chosen, unit: HistogramUnit): Outcome<Millis> {
  const { op, value } = objective;
  const mend = 'write for example op: lte and value: 0.3';
  if (op === undefined) return wrongAt(part, 'has no "op"', null, mend);
  if (op !== 'lt' && op !== 'lte')
    return wrongAt(within(part, 'op'), `is ${quote(op)}`, 'what takes longer is not better', mend);
  if (value === undefined) return wrongAt(part, 'has no "value"', null, mend);
  const length = value * (unit === 's' ? 1000 : 1);
  const whole = Math.round(length);
  const at = within(part, 'value');
  // Decimal fractions are not what they seem: 1.1 * 1000 is 1100 and a little.
  if (Math.abs(length - whole) > 1e-6 || !(whole > 0))
    return wrongAt(
      at,
      `is ${value}`,
      `${unit === 's' ? 'seconds' : 'milliseconds'} that are no whole milliseconds above 0`,
      mend,
    );
  const limit = Number.isFinite(whole) ? parseDuration(formatDuration(millis(whole))) : null;
  if (limit === null || !limit.ok) return wrongAt(at, `is ${value}`, 'longer than a year', mend);
  return outcome(limit.value);
}

import type { ReleaseLabel } from '../delivery.ts';
import { parseDatadogCounts } from '../text/datadog-query.ts';
import { losesLabel } from '../text/promql.ts';
import { quote } from '../text/quote.ts';
import { formatSelector } from '../text/selector.ts';
import { parseCounted } from './counted.ts';
import type { Counted } from './counted.ts';
import type { OpenSloDocument } from './documents.ts';
import { queryOf } from './metric.ts';
import type { Query } from './metric.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { lacking, within, wrongAt } from './part.ts';
import type { Part } from './part.ts';
import type { PlainSource } from './plain-slo.ts';
import type { RatioMetric } from './schemas.ts';

/** A ratio of counts, as a source of the delivery file. */
export function ratioSource(
  part: Part,
  ratio: RatioMetric,
  documents: readonly OpenSloDocument[],
  split: ReleaseLabel,
): Outcome<PlainSource> {
  const { total, good, bad } = ratio;
  if (total === undefined) return lacking(part, 'total', 'write what counts all requests');
  if (good !== undefined && bad !== undefined)
    return wrongAt(within(part, 'good'), 'says it twice', 'bad is what is not good', 'remove good or bad');
  const metric = good ?? bad;
  if (metric === undefined) return lacking(part, 'bad', 'write good or bad beside total');
  const which = good === undefined ? 'bad' : 'good';
  const all = queryOf(within(part, 'total'), total, documents);
  if (!all.ok) return all;
  const some = queryOf(within(part, which), metric, documents);
  if (!some.ok) return some;
  if (some.value.source !== all.value.source || some.value.reference !== all.value.reference) {
    const why = 'an SLO is measured in one place';
    return wrongAt(
      within(part, which, 'metricSource'),
      'is another than that of total',
      why,
      'name the same',
    );
  }
  const queries = { total: all.value, some: some.value, which } as const;
  switch (all.value.source) {
    case 'prometheus':
      return prometheusRatio(part, ratio, queries, split);
    case 'datadog':
      return datadogRatio(queries, split);
  }
}

interface Queries {
  readonly total: Query;
  readonly some: Query;
  readonly which: 'good' | 'bad';
}

function prometheusRatio(
  part: Part,
  { counter = false }: RatioMetric,
  { total, some, which }: Queries,
  split: ReleaseLabel,
): Outcome<PlainSource> {
  const all = countedIn(total, split);
  if (!all.ok) return all;
  const them = countedIn(some, split);
  if (!them.ok) return them;
  const [as, other] = [all.value.as, them.value.as];
  if (as !== other) {
    const why = `${which} is a ${other} and total a ${as}, which no share can be made of`;
    return wrongAt(some.part, `is ${quote(some.text)}`, why, 'write both in the same way');
  }
  if (as === 'count' && !counter) {
    const why = 'the queries give numbers that may go up and down';
    const mend = 'write counter: true where they only grow, or sum(rate(...)) around the counters';
    return wrongAt(within(part, 'counter'), 'is not true', why, mend);
  }
  if (all.value.kind === 'counter' && them.value.kind === 'counter') {
    const counts = {
      total: formatSelector(all.value.selector),
      [which]: formatSelector(them.value.selector),
    };
    return outcome({ prometheus: { ...counts, split: { ...split } } });
  }
  if (which === 'good') {
    const why = 'free PromQL is read for total and bad alone';
    return wrongAt(
      some.part,
      `is ${quote(some.text)}`,
      why,
      'write what is bad, or sums of one counter each',
    );
  }
  const promql = { total: expressionOf(all.value), bad: expressionOf(them.value) };
  return outcome({ prometheus: { promql, split: { ...split } } });
}

function countedIn({ part, text }: Query, { label }: ReleaseLabel): Outcome<Counted> {
  const read = parseCounted(text);
  if (!read.ok) return wrongAt(part, read.fault.what, read.fault.why ?? null, read.fault.mend);
  if (read.value.kind === 'promql' && losesLabel(read.value.expression, label)) {
    const why = `its series have no label ${label}, which tells releases apart`;
    return wrongAt(
      part,
      `is ${quote(text)}`,
      why,
      `write for example sum by (${label}) (http_requests_total)`,
    );
  }
  return outcome(read.value);
}

function expressionOf(counted: Counted): string {
  switch (counted.kind) {
    case 'counter':
      return formatSelector(counted.selector);
    case 'promql':
      return counted.expression;
  }
}

/** Datadog counts by interval, whether a counter lies behind it or not. */
function datadogRatio({ total, some, which }: Queries, split: ReleaseLabel): Outcome<PlainSource> {
  if (which === 'good') {
    const why = 'in Datadog what is bad is counted';
    return wrongAt(some.part, `is ${quote(some.text)}`, why, 'write it as bad, with the filter turned round');
  }
  for (const { part, text } of [total, some]) {
    const read = parseDatadogCounts(text);
    if (!read.ok) return wrongAt(part, read.fault.what, read.fault.why ?? null, read.fault.mend);
  }
  const { label, value } = split;
  return outcome({ datadog: { total: total.text, bad: some.text, split: { tag: label, value } } });
}

import { DATADOG_OPERATORS } from '../datadog.ts';
import type { DatadogAggregator, DatadogCount, DatadogMetric } from '../datadog.ts';
import type { Fault, Parsed } from '../fault.ts';
import { fault, parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** Datadog's metric queries, as far as they count. */

const EXAMPLE = 'sum:trace.http.request.hits{service:checkout}.as_count()';
const METRIC = /[A-Za-z][\w.]*/y;
const FILTER = /\{([^{}]*)\}/y;
const AGGREGATOR = /([a-z]\w*(?:\.\d+)?)\s*:/y;
const COUNT_VALUES = /count\s*\(\s*v\s*:\s*v\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*\)\s*:/iy;
const MODIFIER = /\s*\.\s*([a-z_]+)\s*\(([^()]*)\)/y;
const BLANK = /\s*/y;

/** Reads what `total` and `bad` are: counts, one or several with a plus between them. */
export function parseDatadogCounts(text: string): Parsed<readonly DatadogCount[]> {
  const reader = new Reader(text);
  const counts: DatadogCount[] = [];
  for (;;) {
    const count = countIn(reader);
    if (!count.ok) return count;
    counts.push(count.value);
    reader.take(BLANK);
    if (reader.done) return parsed(counts);
    if (!reader.takeText('+')) return refused(reader, after(reader));
  }
}

/** Reads a metric and its filter alone: `trace.http.request{service:checkout}`. */
export function parseDatadogMetric(text: string): Parsed<DatadogMetric> {
  const reader = new Reader(text);
  reader.take(BLANK);
  if (reader.sees(AGGREGATOR) || reader.sees(COUNT_VALUES)) {
    const why = 'what is counted follows from the objective';
    return refused(reader, [why, 'write the metric and its filter alone, such as trace.http.request{*}']);
  }
  const metric = metricIn(reader);
  if (!metric.ok) return metric;
  reader.take(BLANK);
  return reader.done ? metric : refused(reader, after(reader));
}

/** As Datadog's own editor writes it, without a group. */
export function formatDatadogCounts(counts: readonly DatadogCount[]): string {
  return counts
    .map((count) => `${formatAggregator(count.aggregator)}:${formatDatadogMetric(count)}.as_count()`)
    .join(' + ');
}

export function formatDatadogMetric({ metric, filter }: DatadogMetric): string {
  return `${metric}{${filter}}`;
}

export function formatAggregator(aggregator: DatadogAggregator): string {
  switch (aggregator.kind) {
    case 'sum':
    case 'count':
      return aggregator.kind;
    case 'count-values':
      return `count(v: v${aggregator.operator}${aggregator.threshold})`;
  }
}

/** Why a text is no count, and what to write instead. */
type Wrong = readonly [why: string, mend: string];

function countIn(reader: Reader): Parsed<DatadogCount> {
  reader.take(BLANK);
  const aggregator = aggregatorIn(reader);
  if (!aggregator.ok) return aggregator;
  const metric = metricIn(reader);
  if (!metric.ok) return metric;
  for (let modifier = reader.take(MODIFIER); modifier !== null; modifier = reader.take(MODIFIER)) {
    const [, name = ''] = modifier;
    if (name !== 'as_count') return refused(reader, wrongModifier(name));
  }
  return parsed({ aggregator: aggregator.value, ...metric.value });
}

function aggregatorIn(reader: Reader): Parsed<DatadogAggregator> {
  const values = reader.take(COUNT_VALUES);
  if (values !== null) {
    const operator = DATADOG_OPERATORS.find((known) => known === values[1]);
    const threshold = Number(values[2]);
    if (operator !== undefined && Number.isFinite(threshold))
      return parsed({ kind: 'count-values', operator, threshold });
  }
  const [, name = ''] = reader.take(AGGREGATOR) ?? [];
  if (name === 'sum' || name === 'count') return parsed({ kind: name });
  if (name !== '') return refused(reader, [`${name}: is no count`, MEND_COUNT]);
  if (reader.sees(/[a-z_]+\s*\(/y)) {
    const why = 'a function stands around the count';
    return refused(reader, [why, `write the plain count, such as ${EXAMPLE}`]);
  }
  return refused(reader, ['it does not say what is counted', `write for example ${EXAMPLE}`]);
}

const MEND_COUNT = 'write sum: for a metric of counts, or count: or count(v: v>0.3): for a distribution';

function metricIn(reader: Reader): Parsed<DatadogMetric> {
  const [metric] = reader.take(METRIC) ?? [];
  if (metric === undefined) return refused(reader, ['it names no metric', `write for example ${EXAMPLE}`]);
  reader.take(BLANK);
  const [, written] = reader.take(FILTER) ?? [];
  const filter = written?.trim();
  if (filter === undefined || filter === '')
    return refused(reader, ['it has no filter', `write ${metric}{*} for all of it`]);
  if (filter.includes('$'))
    return refused(reader, ['variables of a dashboard have no value here', 'write the tag itself']);
  if (/\p{Cc}/u.test(filter))
    return refused(reader, ['its filter runs over several lines', 'write one line']);
  return parsed({ metric, filter });
}

function wrongModifier(name: string): Wrong {
  switch (name) {
    case 'as_rate':
      return ['a rate is no count', 'write .as_count()'];
    case 'rollup':
      return ['Glidepath says how long an interval is', 'remove .rollup()'];
    default:
      return [`.${name}() changes what was counted`, `remove .${name}()`];
  }
}

/** What may stand behind a count, but not here. */
function after(reader: Reader): Wrong {
  if (reader.sees(/by\b/y)) return ['Glidepath groups by split itself', 'remove "by" and what follows'];
  if (reader.sees(/[-*/]/y)) return ['only counts that are added up are counts', 'use + alone'];
  if (reader.sees(/\./y))
    return ['the count follows from the objective', 'write the metric and its filter alone'];
  return ['no query can be read from what follows the filter', `write for example ${EXAMPLE}`];
}

function refused(reader: Reader, [why, mend]: Wrong): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: fault(`is ${quote(reader.text)}`, why, mend) };
}

/** A place in a text. */
class Reader {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.#at === this.text.length;
  }

  /** @param pattern sticky */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  takeText(text: string): boolean {
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** @param pattern sticky */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.text);
  }
}

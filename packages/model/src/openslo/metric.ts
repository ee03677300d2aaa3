import { quote } from '../text/quote.ts';
import type { OpenSloDocument } from './documents.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { contentOf, lacking, within, wrongAt } from './part.ts';
import type { Part } from './part.ts';
import { DataSourceDocument } from './schemas.ts';
import type { Metric } from './schemas.ts';

/** The query of a metric, and where it is asked. */
export interface Query {
  /** Where the text stands. */
  readonly part: Part;
  readonly text: string;
  readonly source: 'prometheus' | 'datadog';
  /** The DataSource that is named, if any. */
  readonly reference: string | null;
}

const TYPES = ['Prometheus', 'Datadog'] as const;

/** @param part the metric, which holds a metricSource */
export function queryOf(
  part: Part,
  { metricSource }: Metric,
  documents: readonly OpenSloDocument[],
): Outcome<Query> {
  const { metricSourceRef: reference = null, type, spec } = metricSource;
  const here = within(part, 'metricSource');
  const referred = reference === null ? outcome(null) : dataSourceType(reference, documents);
  if (!referred.ok) return referred;
  const written = type ?? referred.value;
  if (written === null) {
    if (reference === null) return lacking(here, 'type', 'write for example type: Prometheus');
    const mend = `write type here, or name the file that has ${quote(reference)} under with in the delivery file`;
    const why = 'no DataSource of that name is in the files that were read';
    return wrongAt(within(here, 'metricSourceRef'), `is ${quote(reference)}`, why, mend);
  }
  if (type !== undefined && referred.value !== null && !same(type, referred.value)) {
    const why = `the DataSource ${quote(reference ?? '')} is of type ${quote(referred.value)}`;
    return wrongAt(within(here, 'type'), `is ${quote(type)}`, why, 'remove it, or name another DataSource');
  }
  const known = TYPES.find((one) => same(one, written));
  if (known === undefined) {
    const why = `OpenSLO is read with queries for ${TYPES.join(' and ')}`;
    const key = type === undefined ? 'metricSourceRef' : 'type';
    const what = `is ${quote(type ?? reference ?? '')}`;
    return wrongAt(
      within(here, key),
      what,
      type === undefined ? `that is of type ${quote(written)}, and ${why}` : why,
      ELSEWHERE,
    );
  }
  const query = textOf(within(here, 'spec'), spec);
  if (!query.ok) return query;
  const source = known === 'Prometheus' ? 'prometheus' : 'datadog';
  return outcome({ part: within(here, 'spec', 'query'), text: query.value, source, reference });
}
const ELSEWHERE = 'write the SLO into the delivery file, which knows other sources';

function textOf(part: Part, spec: Readonly<Record<string, unknown>>): Outcome<string> {
  const { query, ...others } = spec;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const mend = query === undefined ? 'write query' : 'remove it';
    return wrongAt(within(part, other), 'is not known', 'a query says all that is measured', mend);
  }
  if (query === undefined) return lacking(part, 'query', 'write for example query: http_requests_total');
  if (typeof query === 'string') return outcome(query);
  return wrongAt(within(part, 'query'), 'is no text', null, 'write for example query: http_requests_total');
}

/** Null where the files do not have it. */
function dataSourceType(name: string, documents: readonly OpenSloDocument[]): Outcome<string | null> {
  const found = only(documents, 'DataSource', name);
  if (!found.ok || found.value === null) return found.ok ? outcome(null) : found;
  const content = contentOf(found.value, DataSourceDocument);
  return content.ok ? outcome(content.value.spec.type) : content;
}

/** The document of this kind and name; null where there is none. */
export function only(
  documents: readonly OpenSloDocument[],
  kind: OpenSloDocument['kind'],
  name: string,
): Outcome<OpenSloDocument | null> {
  const [found, second] = documents.filter((one) => one.kind === kind && one.name === name);
  if (second === undefined) return outcome(found ?? null);
  const at = within(second, 'metadata', 'name');
  return wrongAt(at, `is ${quote(name)}`, `another ${kind} has that name`, 'rename one of the two');
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

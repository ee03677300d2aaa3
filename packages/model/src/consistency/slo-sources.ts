import type { SloSource } from '../delivery.ts';
import { entriesOf, get } from './written.ts';

/** Where SLOs are measured, as far as what is written says so. */

/** SLOs with those of OpenSLO written out, and as they stand in the file. */
export interface Defined {
  readonly resolved: unknown;
  readonly written: unknown;
}

export function definedIn(file: unknown, asWritten: unknown): Defined {
  return { resolved: get(file, 'slos'), written: get(asWritten, 'slos') };
}

/** An SLO with its source; undefined where there is none that could be read. */
export function definitionOf(name: string, { resolved, written }: Defined): unknown {
  const slo = get(resolved, name);
  // What stands in for a document that could not be read says nothing.
  return typeof slo === typeof get(written, name) ? slo : undefined;
}

const SOURCES = ['prometheus', 'cloudwatch', 'elasticsearch', 'opensearch', 'datadog', 'http'] as const;

/** Where an SLO is measured; null where its mapping says something else. */
export function kindsOf(slo: unknown): readonly SloSource['kind'][] | null {
  if (typeof slo === 'string' || Array.isArray(slo)) return ['target'];
  const kinds = SOURCES.filter((kind) => get(slo, kind) !== undefined);
  if (kinds.length > 0) return kinds;
  return entriesOf(slo).every(([key]) => key === 'objective' || key === 'weight') ? ['target'] : null;
}

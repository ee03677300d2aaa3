import type { LabelMatcher, PrometheusCounts, Selector } from '@glidepath/model';

/**
 * One query asks for everything that one look at an SLI needs: the parts are evaluated at the same instant, and a label of
 * our own tells them apart.
 */
export const PART = 'glidepath_part';
export const PARTS = ['total', 'bad', 'good', 'bucket', 'histogram', 'sum', 'time'] as const;
export type Part = (typeof PARTS)[number];

export function tagged(expression: string, part: Part): string {
  return `label_replace(${expression}, "${PART}", "${part}", "", "")`;
}

export function either(expressions: readonly string[]): string {
  return expressions.join(' or ');
}

/**
 * Whether what counts like this can be tagged, and so be a part of a larger query. `label_replace` of older servers, such as
 * Prometheus 2.42, makes a number of a native histogram.
 */
export function joins({ kind }: PrometheusCounts): boolean {
  return kind !== 'native-histogram';
}

/** Somebody's expression as a part of another one. A comment at its end must not swallow what follows. */
export function enclosed(expression: string): string {
  return expression.includes('#') ? `(${expression}\n)` : `(${expression})`;
}

export function narrowed({ metric, matchers }: Selector, more: readonly LabelMatcher[]): Selector {
  return { metric, matchers: [...matchers, ...more] };
}

/** A series that a classic histogram consists of. */
export function seriesOf({ metric, matchers }: Selector, which: 'bucket' | 'sum'): Selector {
  return { metric: `${metric}_${which}`, matchers };
}

/** All requests of a classic histogram: its last bucket. */
export function allOf(histogram: Selector): Selector {
  return narrowed(seriesOf(histogram, 'bucket'), [{ label: 'le', operator: '=', literal: '"+Inf"' }]);
}

/** A matcher by a regular expression in RE2. */
export function like(label: string, pattern: string): LabelMatcher {
  return { label, operator: '=~', literal: JSON.stringify(pattern) };
}

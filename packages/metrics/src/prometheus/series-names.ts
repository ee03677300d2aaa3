import type { Sample } from './answer.ts';
import { PART } from './parts.ts';

/**
 * Names what counts by itself and begins anew by itself. All series of one scrape target live in one process, so they
 * are one: split by outcome, every failure would fall on the same series, and the judge would take that for scatter.
 * Series without a scrape target, such as those of a recording rule, are told apart by all labels but the outcome.
 */
export function counterId(labels: Sample['labels'], outcome: ReadonlySet<string>): string {
  const { instance, job } = labels;
  if (instance !== undefined) return seriesText(job === undefined ? { instance } : { instance, job });
  return seriesText(
    Object.fromEntries(
      Object.entries(labels).filter(([label]) => label !== '__name__' && !outcome.has(label)),
    ),
  );
}

/** Names a result of an expression: whatever it has beside the label that tells releases apart. */
export function resultId(labels: Sample['labels'], split: string): string {
  return seriesText(
    Object.fromEntries(Object.entries(labels).filter(([label]) => label !== '__name__' && label !== split)),
  );
}

/** `{instance="10.0.0.1:80",job="shop"}`, sorted, without our own label. */
export function seriesText(labels: Sample['labels']): string {
  const { __name__: metric = '', [PART]: _, ...rest } = labels;
  const pairs = Object.entries(rest)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${pairs.join(',')}}`;
}

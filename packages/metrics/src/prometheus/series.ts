import type { LabelMatcher, PrometheusCounts } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { PART, PARTS, type Part } from './queries.ts';

/** The samples of one look, sorted by what they are. */
export type Parts = Readonly<Record<Part, readonly Sample[]>>;

/** A sound look, or what is wrong with it in one clause. */
export type Sorted =
  { readonly ok: true; readonly parts: Parts } | { readonly ok: false; readonly why: string };

/** Sorts a vector and refuses what no counter can say: a series twice, what is no number, less than nothing. */
export function sortParts(samples: readonly Sample[]): Sorted {
  const parts: Record<Part, Sample[]> = { total: [], bad: [], bucket: [], sum: [], time: [] };
  const seen = new Set<string>();
  for (const sample of samples) {
    const part = partOf(sample);
    const name = seriesText(sample.labels);
    if (part === null) return { ok: false, why: `${name} was not asked for` };
    const key = `${part} ${name}`;
    if (seen.has(key)) return { ok: false, why: `the series ${name} came twice` };
    seen.add(key);
    const { value } = sample;
    if (value === null) return { ok: false, why: `${name} is a native histogram, which has no exact edges` };
    if (!(value >= 0 && value < Infinity)) {
      return { ok: false, why: `${name} is ${value}, and a counter counts up from 0` };
    }
    parts[part].push(sample);
  }
  return { ok: true, parts };
}

function partOf({ labels }: Sample): Part | null {
  return PARTS.find((part) => part === labels[PART]) ?? null;
}

/** Labels that tell what became of a request, not who answered it: those that only `bad` is narrowed by. */
export function outcomeLabels(counts: PrometheusCounts): ReadonlySet<string> {
  if (counts.kind === 'histogram') return new Set(['le']);
  const shared = new Set(counts.total.matchers.map(matcherText));
  return new Set(
    counts.bad.matchers.filter((matcher) => !shared.has(matcherText(matcher))).map(({ label }) => label),
  );
}

function matcherText({ label, operator, literal }: LabelMatcher): string {
  return `${label}${operator}${literal}`;
}

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

/** `{instance="10.0.0.1:80",job="shop"}`, sorted, without our own label. */
export function seriesText(labels: Sample['labels']): string {
  const { __name__: metric = '', [PART]: _, ...rest } = labels;
  const pairs = Object.entries(rest)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${pairs.join(',')}}`;
}

import type { LabelMatcher, PrometheusCounts, Selector } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { flawOf } from './native.ts';
import { seriesText } from './series-names.ts';
import { joins, PART, PARTS, type Part } from './parts.ts';

/** The samples of one look, sorted by what they are. */
export type Parts = Readonly<Record<Part, readonly Sample[]>>;

/** A sound look, or what is wrong with it in one clause. */
export type Sorted =
  { readonly ok: true; readonly parts: Parts } | { readonly ok: false; readonly why: string };

/**
 * Sorts a vector and refuses what no counter can say: a series twice, what is no number, less than nothing. What has no
 * tag is what these counts could not have tagged.
 */
export function sortParts(samples: readonly Sample[], counts: PrometheusCounts): Sorted {
  const untagged = joins(counts) ? null : 'histogram';
  const parts: Record<Part, Sample[]> = {
    total: [],
    bad: [],
    good: [],
    bucket: [],
    histogram: [],
    sum: [],
    time: [],
  };
  const seen = new Set<string>();
  for (const sample of samples) {
    const part = sample.labels[PART] === undefined ? untagged : partOf(sample);
    const name = seriesText(sample.labels);
    if (part === null) return { ok: false, why: `${name} was not asked for` };
    const key = `${part} ${name}`;
    if (seen.has(key)) return { ok: false, why: `the series ${name} came twice` };
    seen.add(key);
    const wrong = wrongWith(sample, part);
    if (wrong !== null) return { ok: false, why: `${name} ${wrong}` };
    parts[part].push(sample);
  }
  return { ok: true, parts };
}

function wrongWith({ value, histogram }: Sample, part: Part): string | null {
  if (part === 'histogram') return histogram === null ? 'is no native histogram' : flawOf(histogram);
  if (value === null) return 'is a native histogram, not a counter';
  return value >= 0 && value < Infinity ? null : `is ${value}, and a counter counts up from 0`;
}

function partOf({ labels }: Sample): Part | null {
  return PARTS.find((part) => part === labels[PART]) ?? null;
}

/** Labels that tell what became of a request, not who answered it: those that only `bad` or `good` is narrowed by. */
export function outcomeLabels(counts: PrometheusCounts): ReadonlySet<string> {
  switch (counts.kind) {
    case 'selectors':
      return labelsOf(narrower(counts.bad, counts.total));
    case 'good-selectors':
      return labelsOf(narrower(counts.good, counts.total));
    case 'histogram':
      return new Set(['le']);
    case 'native-histogram':
    case 'promql':
      return new Set();
  }
}

/** The matchers by which a part of the requests is narrowed, and not all of them. */
export function narrower(part: Selector, total: Selector): readonly LabelMatcher[] {
  const shared = new Set(total.matchers.map(matcherText));
  return part.matchers.filter((matcher) => !shared.has(matcherText(matcher)));
}

function labelsOf(matchers: readonly LabelMatcher[]): ReadonlySet<string> {
  return new Set(matchers.map(({ label }) => label));
}

function matcherText({ label, operator, literal }: LabelMatcher): string {
  return `${label}${operator}${literal}`;
}

import type { Counts } from '@glidepath/analysis';
import type { Millis, PrometheusCounts } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import type { Sample } from './answer.ts';
import type { Batches, Queried } from './batch.ts';
import { chooseEdge, edgesOfAll } from './edges.ts';
import { choiceIn, thresholdOf, type Measured } from './measured.ts';
import { bucketAcross, lateIn, short } from './native.ts';
import { joins } from './parts.ts';
import { edgesQuery } from './queries.ts';
import { sortParts, type Parts } from './series.ts';
import { windowQuery } from './window-queries.ts';

/** A length of time that ends now, of one SLI. */
export interface Window {
  readonly measured: Measured;
  readonly length: Millis;
  /** Told apart by release, or all together. */
  readonly byRelease: boolean;
}

export interface WindowAnswer {
  readonly query: string;
  readonly result:
    | { readonly kind: 'parts'; readonly parts: Parts; readonly edge: number | null }
    | { readonly kind: 'trouble'; readonly trouble: Trouble };
}

/** Counts over lengths of time, all asked for together. */
export class Windows {
  readonly #batches: Batches;
  /** By SLI: the edge of a classic histogram that stands for the threshold. */
  readonly #edges = new Map<string, number>();

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  /** One answer for each window, in their order. Never rejects. */
  async ask(windows: readonly Window[], limitMs: number): Promise<readonly WindowAnswer[]> {
    const end = performance.now() + limitMs;
    const edgeTroubles = await this.#findEdges(
      windows.map(({ measured }) => measured),
      limitMs,
    );
    const queries = windows.map(({ measured, length, byRelease }) => {
      const { slo, measure } = measured;
      const edge = this.#edges.get(slo.name) ?? thresholdOf(measure);
      const promql = windowQuery(measure, edge, length, byRelease ? measure.split : null);
      return { promql, joins: joins(measure.counts) };
    });
    const answers = await this.#batches.ask(queries, Math.max(1, end - performance.now()));
    return windows.map(({ measured }, index): WindowAnswer => {
      const trouble = edgeTroubles.get(measured.slo.name);
      const query = queries[index]?.promql ?? '';
      if (trouble !== undefined) return { query, result: { kind: 'trouble', trouble } };
      const edge = this.#edges.get(measured.slo.name) ?? thresholdOf(measured.measure);
      return { query, result: resultOf(answers[index], edge, measured.measure.counts) };
    });
  }

  /** Which edge of a classic histogram is nearest has to be asked for, once. */
  async #findEdges(all: readonly Measured[], limitMs: number): Promise<ReadonlyMap<string, Trouble>> {
    const troubles = new Map<string, Trouble>();
    const unknown = [...new Map(all.map((one) => [one.slo.name, one])).values()].flatMap(
      ({ slo, measure }) => {
        const { counts } = measure;
        const threshold = thresholdOf(measure);
        if (threshold === null || counts.kind !== 'histogram' || counts.edge === 'exact') return [];
        return this.#edges.has(slo.name) ? [] : [{ name: slo.name, threshold, counts }];
      },
    );
    if (unknown.length === 0) return troubles;
    const answers = await this.#batches.ask(
      unknown.map(({ counts }) => ({ promql: edgesQuery(counts.histogram), joins: true })),
      limitMs,
    );
    for (const [index, { name, threshold, counts }] of unknown.entries()) {
      const answer = answers[index];
      if (answer === undefined) continue;
      if (answer.kind === 'failed') {
        troubles.set(name, answer.trouble);
        continue;
      }
      // Without any there is nothing to count either, which is told by what is counted.
      if (answer.value.length === 0) continue;
      const choice = chooseEdge(edgesOfAll(answer.value), threshold, counts.edge);
      if (choice.kind === 'edge') this.#edges.set(name, choice.edge);
      else if (choice.kind === 'none') {
        const why = `no edge of ${counts.histogram.metric} stands for the threshold ${threshold}: ${choice.why}`;
        troubles.set(name, noData(why, MEND_EDGE));
      }
    }
    return troubles;
  }
}

const MEND_EDGE = 'take a threshold that is an edge, or edge: below or above where there is one';

function resultOf(
  answer: Queried | undefined,
  edge: number | null,
  counts: PrometheusCounts,
): WindowAnswer['result'] {
  if (answer === undefined) return troubleOf(noData('it was not asked for', ''));
  if (answer.kind === 'failed') return troubleOf(answer.trouble);
  const sorted = sortParts(answer.value, counts);
  if (!sorted.ok) return troubleOf(noData(sorted.why, 'try the query by hand'));
  return { kind: 'parts', parts: sorted.parts, edge };
}

function troubleOf(trouble: Trouble): WindowAnswer['result'] {
  return { kind: 'trouble', trouble };
}

/** What was counted; or that nothing at all was, not even 0; or why it can't be told. */
export type Tally =
  | ({ readonly kind: 'counts' } & Counts)
  | { readonly kind: 'nothing' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** Adds up what of the parts belongs to one release, or to all. */
export function tallyOf(
  parts: Parts,
  edge: number | null,
  { measure }: Measured,
  release: string | null,
): Tally {
  const { counts, split } = measure;
  const own = (samples: readonly Sample[]): readonly Sample[] =>
    release === null ? samples : samples.filter(({ labels }) => labels[split] === release);
  const valueOf = (samples: readonly Sample[]): number | null => own(samples)[0]?.value ?? null;
  if (counts.kind === 'native-histogram') return nativeTally(own(parts.histogram), measure, edge);
  const total = valueOf(parts.total);
  if (total === null) return { kind: 'nothing' };
  switch (counts.kind) {
    case 'selectors':
    case 'promql':
      return tally(total, valueOf(parts.bad) ?? 0);
    case 'good-selectors': {
      const good = valueOf(parts.good);
      if (good === null && total > 0) {
        return { kind: 'trouble', trouble: noData(noGood(counts.good.metric), MEND_GOOD) };
      }
      return tally(total, total - (good ?? 0));
    }
    case 'histogram': {
      const within = valueOf(parts.bucket);
      if (within === null) {
        const why = `${counts.histogram.metric} has no edge ${edge ?? ''}`;
        return { kind: 'trouble', trouble: noData(why, MEND_EDGE) };
      }
      return tally(total, total - within);
    }
  }
}

function nativeTally(
  samples: readonly Sample[],
  measure: Measured['measure'],
  threshold: number | null,
): Tally {
  const histogram = samples[0]?.histogram ?? null;
  if (histogram === null) return { kind: 'nothing' };
  const choice = choiceIn({ ...NO_PARTS, histogram: samples }, measure);
  const edge = choice?.kind === 'edge' ? choice.edge : (threshold ?? NaN);
  const across = bucketAcross(histogram, edge);
  if (across === null) return tally(histogram.count, lateIn(histogram, edge));
  const why = `there is no edge ${short(edge)}, but a bucket from ${short(across.from)} to ${short(across.to)}`;
  return { kind: 'trouble', trouble: noData(why, MEND_EDGE) };
}

const NO_PARTS: Parts = { total: [], bad: [], good: [], bucket: [], histogram: [], sum: [], time: [] };

/** Estimates of two counters need not fit together. */
function tally(total: number, bad: number): Tally {
  return { kind: 'counts', total, bad: Math.min(total, Math.max(0, bad)) };
}

export function noGood(metric: string): string {
  return `there are requests, and no series of ${metric} that is good is selected, so that all would be bad`;
}

export const MEND_GOOD = 'check the name and the matchers of good';

function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  renameMath,
  type CloudWatchCounter,
  type CloudWatchMetric,
  type CloudWatchTerm,
} from '@glidepath/model';
import { dimensionsFor, halves, type Measured } from './measured.ts';

/** What is asked about one release, by the ids that the answers will have. */
export type Asked =
  | { readonly kind: 'counts'; readonly total: string; readonly bad: string }
  | { readonly kind: 'latency'; readonly count: string; readonly within: string; readonly late: string };

/** What one call takes. */
const MOST_QUERIES = 500;

/** Questions for as few calls as can be: each metric once, however many SLIs count it. */
export class Batch {
  readonly #seconds: number;
  readonly #calls: MetricDataQuery[][] = [[]];
  readonly #ids = new Map<string, string>();

  constructor(periodMs: number) {
    this.#seconds = periodMs / 1000;
  }

  /** The queries of each call. */
  get calls(): readonly (readonly MetricDataQuery[])[] {
    return this.#calls.filter((call) => call.length > 0);
  }

  ask({ slo, source: { counts } }: Measured, release: string): Asked {
    switch (counts.kind) {
      case 'counts':
        return {
          kind: 'counts',
          total: this.#term(counts.total, release),
          bad: this.#term(counts.bad, release),
        };
      case 'latency': {
        const [within, late] = halves(slo, counts.unit);
        const ask = (stat: string): string => this.#add([this.#metric(counts.metric, stat, release)]);
        return { kind: 'latency', count: ask('SampleCount'), within: ask(within), late: ask(late) };
      }
    }
  }

  #term(term: CloudWatchTerm, release: string): string {
    if (term.kind === 'metric') return this.#add([this.#metric(term, term.stat, release)]);
    const parts = Object.entries(term.metrics).map(
      ([name, one]: [string, CloudWatchCounter]) => [name, this.#metric(one, one.stat, release)] as const,
    );
    return this.#add(
      parts.map(([, part]) => ({ ...part, ReturnData: false })),
      { expression: term.expression, names: parts.map(([name]) => name) },
    );
  }

  #metric(metric: CloudWatchMetric, stat: string, release: string): Omit<MetricDataQuery, 'Id'> {
    return {
      MetricStat: {
        Metric: {
          Namespace: metric.namespace,
          MetricName: metric.metric,
          Dimensions: [...dimensionsFor(metric, release)],
        },
        Period: this.#seconds,
        Stat: stat,
      },
    };
  }

  /** An expression and the metrics that it uses go into one call. */
  #add(
    parts: readonly Omit<MetricDataQuery, 'Id'>[],
    math: { readonly expression: string; readonly names: readonly string[] } | null = null,
  ): string {
    const key = JSON.stringify([parts, math]);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const call = this.#callFor(parts.length + 1);
    const first = `q${this.#ids.size}`;
    const named = parts.map((part, index): MetricDataQuery => ({ Id: `${first}_${index}`, ...part }));
    call.push(...named);
    let id = named[0]?.Id ?? first;
    if (math !== null) {
      id = first;
      const { expression, names } = math;
      const Expression = renameMath(expression, (name) => `${first}_${names.indexOf(name)}`);
      call.push({ Id: id, Expression, Period: this.#seconds });
    }
    this.#ids.set(key, id);
    return id;
  }

  #callFor(more: number): MetricDataQuery[] {
    const last = this.#calls.at(-1);
    if (last !== undefined && last.length + more <= MOST_QUERIES) return last;
    const next: MetricDataQuery[] = [];
    this.#calls.push(next);
    return next;
  }
}

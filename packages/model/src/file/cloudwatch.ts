import type * as z from 'zod/mini';
import { RELEASE_PLACE } from '../cloudwatch.ts';
import type {
  CloudWatchCounter,
  CloudWatchCounts,
  CloudWatchMetric,
  CloudWatchSource,
  CloudWatchTerm,
} from '../cloudwatch.ts';
import type { Objective } from '../delivery.ts';
import { fault } from '../fault.ts';
import { mathNames } from '../text/metric-math.ts';
import { quote } from '../text/quote.ts';
import { CLOUDWATCH_MEND, TERM_MEND } from './cloudwatch-form.ts';
import type { CloudWatchForm } from './cloudwatch-form.ts';
import { refuse } from './scalars.ts';

/** What an SLO counts in CloudWatch, put together from what is written of the SLO and of each metric. */

type Text = z.output<typeof CloudWatchForm>;
type TermText = NonNullable<Text['total']>;

/** A source whose server is still to be named. */
export type CloudWatchDraft = Omit<CloudWatchSource, 'server'>;

/** What is counted must fit what is promised; null where it does not, and the payload says why. */
export function cloudWatchDraft(
  text: Text,
  objective: Objective,
  payload: z.core.ParsePayload,
): CloudWatchDraft | null {
  const counts = new Drafting(text, payload).counts(objective);
  return counts === null ? null : { kind: 'cloudwatch', counts, value: text.split.value };
}

interface MetricText {
  readonly metric: string;
  readonly namespace?: string | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One SLO's metrics, each with all that it has of the SLO. */
class Drafting {
  readonly #text: Text;
  readonly #payload: z.core.ParsePayload;

  constructor(text: Text, payload: z.core.ParsePayload) {
    this.#text = text;
    this.#payload = payload;
  }

  counts(objective: Objective): CloudWatchCounts | null {
    const { total, bad, latency, unit } = this.#text;
    switch (objective.kind) {
      case 'availability': {
        const why = 'an objective without "under" is measured by total and bad';
        const mend = 'write for example 99% under 300ms';
        if (latency !== undefined) return this.#wrong('is not for this objective', why, mend, 'latency');
        if (unit !== undefined)
          return this.#wrong('is not for this objective', 'only latency has a unit', 'remove it', 'unit');
        if (total === undefined) return this.#wrong('has no "total"', null, CLOUDWATCH_MEND);
        if (bad === undefined) return this.#wrong('has no "bad"', null, CLOUDWATCH_MEND);
        const all = this.#term(total, 'total');
        const failed = this.#term(bad, 'bad');
        return all === null || failed === null ? null : { kind: 'counts', total: all, bad: failed };
      }
      case 'latency': {
        const why = 'an objective with "under" is measured on a metric of durations';
        const mend = 'write for example latency: TargetResponseTime';
        if (total !== undefined) return this.#wrong('is not for this objective', why, mend, 'total');
        if (bad !== undefined) return this.#wrong('is not for this objective', why, mend, 'bad');
        if (latency === undefined) return this.#wrong('has no "latency"', null, mend);
        if (unit === undefined)
          return this.#wrong(
            'has no "unit"',
            'nobody can tell 300 ms from 300 s',
            'write unit: s or unit: ms',
          );
        const metric = this.#metric(latency, 'latency');
        return metric === null ? null : { kind: 'latency', metric, unit };
      }
    }
  }

  #term(
    { math, metrics, metric, stat, namespace, dimensions }: TermText,
    key: string,
  ): CloudWatchTerm | null {
    if (math === undefined) {
      if (metrics !== undefined)
        return this.#wrong('has no "math"', null, 'write for example math: "a + b"', key);
      if (metric === undefined) return this.#wrong('has no "metric"', null, TERM_MEND, key);
      return this.#counter({ metric, namespace, dimensions: dimensions ?? {}, stat: stat ?? 'Sum' }, key);
    }
    if ([metric, stat, namespace, dimensions].some((one) => one !== undefined))
      return this.#wrong('says two things', 'math has its metrics under metrics', 'remove one', key);
    const known = Object.keys(metrics ?? {});
    const used = mathNames(math);
    const unknown = used.find((name) => !known.includes(name));
    if (unknown !== undefined)
      return this.#wrong(`has no ${quote(unknown)}`, 'math uses it', 'name the metric', key, 'metrics');
    const idle = known.find((name) => !used.includes(name));
    if (idle !== undefined)
      return this.#wrong('is not used', 'math does not name it', 'remove it', key, 'metrics', idle);
    const drawn = Object.entries(metrics ?? {}).map(
      ([name, one]) => [name, this.#counter(one, key, 'metrics', name)] as const,
    );
    const sound = drawn.flatMap(([name, one]) => (one === null ? [] : [[name, one] as const]));
    return sound.length < drawn.length
      ? null
      : { kind: 'math', expression: math, metrics: Object.fromEntries(sound) };
  }

  #counter(
    text: MetricText & { readonly stat: CloudWatchCounter['stat'] },
    ...key: string[]
  ): CloudWatchCounter | null {
    const metric = this.#metric(text, ...key);
    return metric === null ? null : { kind: 'metric', ...metric, stat: text.stat };
  }

  #metric({ metric, namespace, dimensions }: MetricText, ...key: string[]): CloudWatchMetric | null {
    const { split } = this.#text;
    const space = namespace ?? this.#text.namespace;
    if (space === undefined)
      return this.#wrong(
        'has no "namespace"',
        null,
        'write for example namespace: AWS/ApplicationELB',
        ...key,
      );
    const all = {
      ...this.#text.dimensions,
      ...dimensions,
      ...(split.dimension === undefined ? {} : { [split.dimension]: RELEASE_PLACE }),
    };
    if (Object.keys(all).length > 30)
      return this.#wrong('has too many dimensions', 'a metric has at most 30', 'remove some', ...key);
    if (!Object.values(all).some((value) => value.includes(RELEASE_PLACE)))
      return this.#wrong(
        "can't tell the releases apart",
        `no dimension holds ${RELEASE_PLACE}`,
        'write for example split: Version',
        ...key,
      );
    return { namespace: space, metric, dimensions: all };
  }

  #wrong(what: string, why: string | null, mend: string, ...key: string[]): null {
    refuse(this.#payload, fault(what, why, mend), ['cloudwatch', ...key]);
    return null;
  }
}

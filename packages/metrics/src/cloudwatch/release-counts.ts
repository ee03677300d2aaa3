import type { Counts } from '@glidepath/analysis';
import { millis } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import { Batch } from './batch.ts';
import type { Client, Span } from './client.ts';
import type { Measured } from './measured.ts';
import { periodsOf } from './periods.ts';

export interface Asking {
  readonly one: Measured;
  readonly releases: readonly string[];
}

/** By release, and of each by the begin of the period. */
export type ByRelease =
  | {
      readonly kind: 'by-release';
      readonly counts: ReadonlyMap<string, ReadonlyMap<number, Counts>>;
    }
  | Trouble;

/** What was counted of each release in one time, in as few calls as can be: an answer for each question, in their order. */
export async function countsByRelease(
  client: Client,
  asking: readonly Asking[],
  span: Span,
  periodMs: number,
  limitMs: number,
): Promise<readonly ByRelease[]> {
  const batch = new Batch(millis(periodMs));
  const questions = asking.map(({ one, releases }) =>
    releases.map((release) => ({ release, asked: batch.ask(one, release) })),
  );
  const fetched = await client.fetch(batch.calls, span, limitMs);
  return questions.map((entries): ByRelease => {
    if (fetched.kind !== 'fetched') return fetched;
    const counts = new Map<string, ReadonlyMap<number, Counts>>();
    for (const { release, asked } of entries) {
      const periods = periodsOf(asked, fetched.answers, span, periodMs);
      if (periods.kind !== 'periods') return periods;
      counts.set(release, periods.counts);
    }
    return { kind: 'by-release', counts };
  });
}

/** All of them together. */
export function sumOf(all: Iterable<Counts>): Counts {
  let bad = 0;
  let total = 0;
  for (const counts of all) {
    bad += counts.bad;
    total += counts.total;
  }
  return { bad, total };
}

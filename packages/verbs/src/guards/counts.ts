import type { Counts } from '@glidepath/analysis';
import type { Clock } from '@glidepath/conductor';
import type { ForeignSource, Trouble } from '@glidepath/metrics/registry';
import type { Instant, Millis, Slo } from '@glidepath/model';

/** What was counted of an SLO over each of some lengths of time, or why that is not known. */
export type Counted =
  | { readonly kind: 'counts'; readonly of: ReadonlyMap<Millis, Counts> }
  | { readonly kind: 'trouble'; readonly query: string; readonly trouble: Trouble };

/** When questions are asked. */
export interface Pace {
  readonly clock: Pick<Clock, 'now'>;
  /** The shortest time between two of the same. */
  readonly every: Millis;
}

/** Of its length a window must have moved on by so much before it is worth another question. */
const WORTH = 60;

/** Counts of one SLO over windows that end now. Long windows change slowly, so they are asked for less often. */
export class WindowedCounts {
  readonly slo: Slo;
  readonly #source: ForeignSource;
  readonly #pace: Pace;
  readonly #known = new Map<Millis, { readonly at: Instant; readonly counts: Counts }>();

  constructor(slo: Slo, source: ForeignSource, pace: Pace) {
    this.slo = slo;
    this.#source = source;
    this.#pace = pace;
  }

  async over(windows: readonly Millis[], limit: Millis): Promise<Counted> {
    const now = this.#pace.clock.now();
    const due = [...new Set(windows)].filter((window) => this.#isDue(window, now));
    const [answer] =
      due.length === 0 ? [] : await this.#source.spent([{ slo: this.slo, windows: due }], limit);
    if (answer?.kind === 'trouble') return answer;
    for (const [index, window] of due.entries()) {
      const counts = answer?.windows[index];
      if (counts !== undefined) this.#known.set(window, { at: now, counts });
    }
    const of = new Map(
      windows.flatMap((window) => {
        const known = this.#known.get(window);
        return known === undefined ? [] : [[window, known.counts] as const];
      }),
    );
    return { kind: 'counts', of };
  }

  #isDue(window: Millis, now: Instant): boolean {
    const known = this.#known.get(window);
    return known === undefined || now - known.at >= Math.max(this.#pace.every, window / WORTH);
  }
}

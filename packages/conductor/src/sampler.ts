import { createJudge, type Judge, type Verdict } from '@glidepath/analysis';
import type { AnalysisSpec, Instant, Slo } from '@glidepath/model';
import type { VerdictNote } from '@glidepath/rollout';
import { settingsOf, sliSpecOf } from './judge-settings.ts';
import { baselineOf } from './past.ts';
import type { Latency, Look, MetricSource, Pair, SliHistory, SliSample, SourceReading } from './ports.ts';

/** Reads every SLI at each look, lets the judge weigh it, and tells what was seen since the look before. */
export class Sampler {
  readonly #source: MetricSource;
  readonly #slos: readonly Slo[];
  readonly #analysis: AnalysisSpec;
  readonly #before = new Map<string, Seen>();
  /** From the first look on. */
  #judge: Judge | null = null;
  #step: { readonly start: Instant; readonly until: Instant | null } | null = null;

  constructor(source: MetricSource, slos: readonly Slo[], analysis: AnalysisSpec) {
    this.#source = source;
    this.#slos = slos;
    this.#analysis = analysis;
  }

  /**
   * A new weight, or a bake that begins again: what is shown from here on counts for this step. `until`: when its last look
   * is due; null where it has none.
   */
  startStep(at: Instant, until: Instant | null): void {
    this.#step = { start: at, until };
    for (const seen of this.#before.values()) {
      seen.candidate = NOTHING;
      seen.stable = NOTHING;
    }
  }

  /** `past`: what is known from before the rollout; waited for, and heard, at the first look only. */
  async look(
    at: Instant,
    weight: number,
    phase: string,
    pair: Pair,
    past: Promise<readonly SliHistory[]>,
  ): Promise<{ verdict: Verdict; look: Look }> {
    const [readings, history] = await Promise.all([
      this.#source.read(this.#slos, pair),
      this.#judge === null ? past : null,
    ]);
    this.#judge ??= createJudge(this.#slos.map(sliSpecOf), settingsOf(this.#analysis), {
      baseline: baselineOf(history ?? []),
    });
    const step = this.#step;
    this.#step = null;
    if (step !== null) this.#judge.startStep(step.start, step.until ?? undefined);
    const verdict = this.#judge.observe({ at, weight, readings });
    const { evidence } = verdict;
    return {
      verdict,
      look: {
        at,
        stepStart: step?.start ?? null,
        stepUntil: step?.until ?? null,
        readings: readings.map(({ sli, candidate, stable }) => ({ sli, candidate, stable })),
        history,
        weight,
        phase,
        slis: readings.flatMap((reading) => this.#sliSample(verdict, reading)),
        lnRollback: finite(evidence.lnRollback),
        rollbackThreshold: evidence.rollbackThreshold,
        lnPromotion: finite(evidence.lnPromotion),
        promotionThreshold: evidence.promotionThreshold,
      },
    };
  }

  #sliSample(verdict: Verdict, reading: SourceReading): readonly SliSample[] {
    const now = verdict.evidence.slis.find((evidence) => evidence.sli === reading.sli);
    if (now === undefined) return [];
    const before = this.#before.get(reading.sli) ?? {
      candidate: NOTHING,
      stable: NOTHING,
      candidateLatency: null,
      stableLatency: null,
    };
    const candidateLatency = reading.latency?.candidate ?? null;
    const stableLatency = reading.latency?.stable ?? null;
    this.#before.set(reading.sli, {
      candidate: now.candidate,
      stable: now.stable,
      candidateLatency,
      stableLatency,
    });
    return [
      {
        sli: reading.sli,
        candidate: increment(before.candidate, now.candidate),
        stable: increment(before.stable, now.stable),
        candidateLatencyMs: meanSince(before.candidateLatency, candidateLatency),
        stableLatencyMs: meanSince(before.stableLatency, stableLatency),
      },
    ];
  }
}

interface Seen {
  candidate: { readonly bad: number; readonly total: number };
  stable: { readonly bad: number; readonly total: number };
  candidateLatency: Latency | null;
  stableLatency: Latency | null;
}

const NOTHING = { bad: 0, total: 0 } as const;

function increment(
  before: { readonly bad: number; readonly total: number },
  now: { readonly bad: number; readonly total: number },
): { bad: number; total: number } {
  return { bad: Math.max(0, now.bad - before.bad), total: Math.max(0, now.total - before.total) };
}

/** Mean latency since the look before, in ms; null where nothing was answered or the series began anew. */
function meanSince(before: Latency | null, now: Latency | null): number | null {
  if (before === null || now === null || now.count <= before.count) return null;
  return (now.sumMs - before.sumMs) / (now.count - before.count);
}

/** The verdict as the ledger keeps it: JSON has no infinity. */
export function noteOf(verdict: Verdict): VerdictNote {
  return {
    kind: verdict.kind,
    reason: verdict.reason,
    slis: verdict.evidence.slis.map(({ sli, candidate, stable, lnRollback, lnPromotion }) => ({
      sli,
      candidate,
      stable,
      lnRollback: rounded(lnRollback),
      lnPromotion: rounded(lnPromotion),
    })),
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

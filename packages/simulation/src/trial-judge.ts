import {
  ScatterEstimate,
  thresholdsOf,
  Trial,
  warmthAt,
  type Counts,
  type Evidence,
  type JudgeSettings,
  type SliEvidence,
  type SliSpec,
  type Verdict,
} from '@glidepath/analysis';

/** Requests of both releases since the last look, and by SLI how many were bad. */
export interface Counted {
  candidateTotal: number;
  stableTotal: number;
  readonly candidateBad: Float64Array;
  readonly stableBad: Float64Array;
}

/** One SLI's trial, with its part of the average. */
interface Seat {
  readonly sli: string;
  readonly trial: Trial;
  readonly lnShare: number;
}

/**
 * The judge of a live rollout without its sentences and without doubt in the figures, which come from a simulation: the
 * same trials, the same order of findings. A test holds its verdicts against those of `createJudge`.
 */
export class TrialJudge implements Evidence {
  readonly rollbackThreshold: number;
  readonly promotionThreshold: number;
  readonly #seats: readonly Seat[];
  readonly #settings: JudgeSettings;
  readonly #healthy: Verdict = { kind: 'healthy', reason: '', evidence: this };
  readonly #undecided: Verdict = { kind: 'too-few-samples', cause: 'undecided', reason: '', evidence: this };
  #breach: Verdict | null = null;
  #lastAt: number | null = null;
  /** When requests were last counted, or the first look was. */
  #countedAt: number | null = null;
  #stepFrom = -Infinity;
  #stepUntil = Infinity;
  #trafficFrom: number | null = null;

  /** `past`: of the stable release, minute by minute before the rollout, by SLI; nothing where that is not known. */
  constructor(slis: readonly SliSpec[], settings: JudgeSettings, past: readonly (readonly Counts[])[] = []) {
    const thresholds = thresholdsOf(settings);
    const whole = slis.reduce((sum, { weight = 1 }) => sum + weight, 0);
    this.rollbackThreshold = thresholds.rollback;
    this.promotionThreshold = thresholds.promotion;
    this.#settings = settings;
    this.#seats = slis.map(({ name, budget, weight = 1 }, index) => ({
      sli: name,
      trial: newTrial(budget, settings, past[index]),
      lnShare: Math.log(weight / whole),
    }));
  }

  startStep(at: number, until = Infinity): void {
    this.#stepFrom = at;
    this.#stepUntil = until > at ? until : Infinity;
    for (const { trial } of this.#seats) trial.startStep(this.#stepUntil < Infinity);
  }

  /** The verdict; its evidence changes with the next look. `weight`: the candidate's share of traffic, 0 to 100. */
  observe(at: number, weight: number, counted: Counted): Verdict {
    if (this.#lastAt !== null && at <= this.#lastAt) return this.#breach ?? this.#undecided;
    this.#weigh(at, weight, counted);
    this.#lastAt = at;
    if (at >= this.#stepUntil) for (const { trial } of this.#seats) trial.seeLastLook();
    if (this.#breach === null && this.lnRollback >= this.rollbackThreshold) this.#breach = this.#newBreach();
    if (this.#breach !== null) return this.#breach;
    return weight > 0 && this.#isHealthy() ? this.#healthy : this.#undecided;
  }

  #weigh(at: number, weight: number, counted: Counted): void {
    const from = this.#lastAt ?? at - this.#settings.pollMs;
    if (weight > 0) this.#trafficFrom ??= Math.max(from, this.#stepFrom);
    const nothingCame = counted.candidateTotal === 0 && counted.stableTotal === 0;
    if (nothingCame && this.#countedAt !== null) return;
    const ms = at - (this.#countedAt ?? from);
    this.#countedAt = at;
    const warmth = warmthAt(from - (this.#trafficFrom ?? Infinity), this.#settings);
    const inStep = from >= this.#stepFrom;
    for (let i = 0; i < this.#seats.length; i++) {
      this.#seats[i]?.trial.look({
        candidateBad: counted.candidateBad[i] ?? 0,
        candidateTotal: counted.candidateTotal,
        stableBad: counted.stableBad[i] ?? 0,
        stableTotal: counted.stableTotal,
        compared: weight < 100,
        warmth,
        inStep,
        ms,
      });
    }
  }

  #isHealthy(): boolean {
    for (const { trial } of this.#seats) if (trial.lnPromotion < this.promotionThreshold) return false;
    return this.#seats.every(({ trial }) => !trial.stableBreachesToo);
  }

  #newBreach(): Verdict {
    const lns = this.#seats.map(({ trial, lnShare }) => lnShare + trial.lnAgainst);
    const worst = this.#seats[lns.indexOf(Math.max(...lns))];
    const rule = worst?.trial.accuser === 'margin' ? 'relative' : 'absolute';
    return { kind: 'breach', sli: worst?.sli ?? '', rule, reason: '', evidence: this };
  }

  get at(): number {
    return this.#lastAt ?? 0;
  }

  /** ln of the weighted average of E. */
  get lnRollback(): number {
    const [first, second] = this.#seats;
    if (first !== undefined && second === undefined) return first.trial.lnAgainst;
    const lns = this.#seats.map(({ trial, lnShare }) => lnShare + trial.lnAgainst);
    const peak = Math.max(...lns);
    return peak + Math.log(lns.reduce((sum, ln) => sum + Math.exp(ln - peak), 0));
  }

  get lnPromotion(): number {
    return Math.min(...this.#seats.map(({ trial }) => trial.lnPromotion));
  }

  get slis(): readonly SliEvidence[] {
    return this.#seats.map(({ sli, trial }) => ({
      sli,
      ...trial.step,
      lnRollback: trial.lnRollback,
      lnFuse: trial.lnFuse,
      lnPromotion: trial.lnPromotion,
      phi: trial.phi,
    }));
  }
}

/** A trial as the judge of a live rollout begins it, with what is known of the minutes before. */
export function newTrial(budget: number, settings: JudgeSettings, past: readonly Counts[] = []): Trial {
  const before = past.reduce<Counts>(
    (sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }),
    { bad: 0, total: 0 },
  );
  return new Trial({ budget, scatter: new ScatterEstimate(past, settings.pollMs), before }, settings);
}

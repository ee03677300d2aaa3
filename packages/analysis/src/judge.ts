import { warmthAt } from './cold-start.ts';
import { Pairing, type Sight, type Split } from './pairing.ts';
import { ScatterEstimate } from './scatter.ts';
import { checkSettings, checkSlis } from './settings.ts';
import { Trial } from './trial.ts';
import { lnAgainst, thresholdsOf, weakestOf, worstOf, type Member, type Thresholds } from './trials.ts';
import type {
  Counts,
  Evidence,
  Finding,
  Judge,
  JudgeOptions,
  JudgeSettings,
  SliReading,
  SliSpec,
  Tick,
  Verdict,
} from './types.ts';
import * as words from './words.ts';

/**
 * A judge for one rollout: raw counters in, verdicts out, tick by tick. Pure: the same ticks give the same verdicts.
 *
 * False rollbacks: with chance `alpha` at most in the whole rollout, however often one looks, for requests that fail
 * independently of each other at any rate, drifting or not, that keeps within the margin. Where a `baseline` shows that
 * they do not fail independently, that guarantee is approximate.
 * Wrong promotions: with chance `beta` at most in each step, in the same sense.
 *
 * With no stable release left the candidate is held against its objective: rolled back above its budget (or above what
 * the stable release was seen to fail, if that was more), healthy once it is shown to be below it. A release close to
 * its budget is neither: `too-few-samples`.
 *
 * @throws RangeError for settings or SLIs out of range
 */
export function createJudge(
  slis: readonly SliSpec[],
  settings: JudgeSettings,
  options: JudgeOptions = {},
): Judge {
  checkSettings(settings);
  checkSlis(slis);
  return new RolloutJudge(slis, settings, options);
}

/** One SLI, with what is read of it. */
interface Seat extends Member {
  readonly spec: SliSpec;
  readonly pairing: Pairing;
}

/** An SLI that could not be read at this tick. */
interface Gap {
  readonly sli: string;
  readonly kind: 'no-data' | 'source-down';
  readonly why: string;
}

type Breach = Extract<Finding, { kind: 'breach' }> & { readonly reason: string };

class RolloutJudge implements Judge {
  readonly #settings: JudgeSettings;
  readonly #thresholds: Thresholds;
  readonly #seats: readonly Seat[];
  #lastAt: number | null = null;
  #stepFrom = -Infinity;
  #stepUntil = Infinity;
  /** When the candidate first took traffic. */
  #trafficFrom: number | null = null;
  #breach: Breach | null = null;

  constructor(slis: readonly SliSpec[], settings: JudgeSettings, { baseline }: JudgeOptions) {
    this.#settings = settings;
    this.#thresholds = thresholdsOf(settings);
    const whole = slis.reduce((sum, { weight = 1 }) => sum + weight, 0);
    this.#seats = slis.map((spec) => {
      const minutes = (baseline?.get(spec.name) ?? []).filter(isSound);
      const scatter = new ScatterEstimate(minutes, settings.pollMs);
      const input = { budget: spec.budget, scatter, before: sumOf(minutes) };
      return {
        spec,
        name: spec.name,
        share: (spec.weight ?? 1) / whole,
        trial: new Trial(input, settings),
        pairing: new Pairing(settings.pollMs),
      };
    });
  }

  startStep(at: number, until = Infinity): void {
    this.#stepFrom = Number.isFinite(at) ? at : (this.#lastAt ?? -Infinity);
    this.#stepUntil = until > this.#stepFrom ? until : Infinity;
    for (const { trial } of this.#seats) trial.startStep(this.#stepUntil < Infinity);
  }

  observe(tick: Tick): Verdict {
    const { at } = tick;
    if (!isMoment(at) || (this.#lastAt !== null && at <= this.#lastAt)) {
      return this.#verdict(
        at,
        { kind: 'too-few-samples', cause: 'undecided' },
        words.notLater(at, this.#lastAt),
      );
    }
    const split = splitOf(tick.weight);
    if (split !== 'stable-only') {
      this.#trafficFrom ??= Math.max(this.#lastAt ?? at - this.#settings.pollMs, this.#stepFrom);
    }
    const gaps = this.#seats.flatMap((seat) => this.#look(seat, tick, split) ?? []);
    this.#lastAt = at;
    if (at >= this.#stepUntil) for (const { trial } of this.#seats) trial.seeLastLook();
    this.#breach ??= this.#findBreach();
    const { finding, reason } = this.#find(at, split, gaps);
    return this.#verdict(at, finding, reason);
  }

  /** Weighs what is new of one SLI; tells what could not be read of it. */
  #look({ name, trial, pairing }: Seat, { at, readings }: Tick, split: Split): Gap | null {
    const sight: Sight = pairing.look(onlyReadingOf(name, readings), at, split);
    if (sight.kind === 'waiting') return null;
    if (sight.kind !== 'counts') return { sli: name, kind: sight.kind, why: sight.why };
    const sinceTraffic = sight.from - (this.#trafficFrom ?? Infinity);
    trial.look({
      candidateBad: sight.candidateBad,
      candidateTotal: sight.candidateTotal,
      stableBad: sight.stableBad,
      stableTotal: sight.stableTotal,
      splits: sight.splits,
      cells: sight.cells,
      ms: sight.ms,
      compared: split !== 'candidate-only',
      warmth: warmthAt(sinceTraffic, this.#settings),
      inStep: sight.from >= this.#stepFrom,
    });
    return null;
  }

  #findBreach(): Breach | null {
    const worst = worstOf(this.#seats);
    const ln = lnAgainst(this.#seats);
    if (worst === null || ln < this.#thresholds.rollback) return null;
    return {
      kind: 'breach',
      sli: worst.name,
      rule: worst.trial.accuser === 'margin' ? 'relative' : 'absolute',
      reason: words.breach(worst, worst.spec.budget, ln, this.#thresholds.rollback),
    };
  }

  /** What there is to say when no breach stands. In this order: a gap is no proof of health. */
  #find(at: number, split: Split, gaps: readonly Gap[]): { finding: Finding; reason: string } {
    for (const kind of ['source-down', 'no-data'] as const) {
      const those = gaps.filter((gap) => gap.kind === kind);
      if (those.length > 0)
        return { finding: { kind, slis: those.map(({ sli }) => sli) }, reason: words.gap(kind, those) };
    }
    const weakest = weakestOf(this.#seats);
    if (weakest === null) return { finding: { kind: 'no-data', slis: [] }, reason: words.NO_SLIS };
    const inTrouble = this.#seats.find(({ trial }) => trial.stableBreachesToo);
    if (inTrouble !== undefined) {
      return {
        finding: { kind: 'too-few-samples', cause: 'stable-breaches-too' },
        reason: words.stableBreachesToo(inTrouble),
      };
    }
    const scores = words.scores(weakest, lnAgainst(this.#seats), this.#thresholds);
    if (split !== 'stable-only' && weakest.trial.lnPromotion >= this.#thresholds.promotion) {
      return { finding: { kind: 'healthy' }, reason: words.healthy(weakest, scores) };
    }
    return {
      finding: { kind: 'too-few-samples', cause: 'undecided' },
      reason: words.undecided(weakest, scores, this.#waitsFor(weakest, at)),
    };
  }

  /** For how much longer the candidate may be cold; null where it has had no traffic yet. */
  #waitsFor({ trial }: Seat, at: number): words.Wait | null {
    if (this.#trafficFrom === null) return null;
    const { warmUpMs } = this.#settings;
    const warmUp = this.#trafficFrom + warmUpMs - at;
    return { warmUp, forgiven: trial.isForgiving ? warmUp + warmUpMs : 0 };
  }

  #verdict(at: number, finding: Finding, reason: string): Verdict {
    const evidence = this.#evidence(at);
    return this.#breach === null ? { ...finding, reason, evidence } : { ...this.#breach, evidence };
  }

  #evidence(at: number): Evidence {
    return {
      at,
      slis: this.#seats.map(({ name, trial }) => ({
        sli: name,
        ...trial.step,
        lnRollback: trial.lnRollback,
        lnFuse: trial.lnFuse,
        lnPromotion: trial.lnPromotion,
        phi: trial.phi,
      })),
      lnRollback: lnAgainst(this.#seats),
      rollbackThreshold: this.#thresholds.rollback,
      lnPromotion: weakestOf(this.#seats)?.trial.lnPromotion ?? 0,
      promotionThreshold: this.#thresholds.promotion,
    };
  }
}

/** A weight that is no share of traffic is taken for one that needs both releases' figures: the strictest. */
function splitOf(weight: number): Split {
  if (weight === 0) return 'stable-only';
  return weight === 100 ? 'candidate-only' : 'both';
}

/** Null where an SLI was not read, or twice: nobody can tell which one is true. */
function onlyReadingOf(sli: string, readings: readonly SliReading[]): SliReading | null {
  const those = readings.filter((reading) => reading.sli === sli);
  return those.length === 1 ? (those[0] ?? null) : null;
}

/** The moments that a Date can hold. */
function isMoment(at: number): boolean {
  return Math.abs(at) <= 8.64e15;
}

function isSound({ bad, total }: Counts): boolean {
  return bad >= 0 && bad <= total && Number.isFinite(total);
}

function sumOf(minutes: readonly Counts[]): Counts {
  return minutes.reduce((sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }), {
    bad: 0,
    total: 0,
  });
}

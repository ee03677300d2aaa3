import type { Counts } from '@glidepath/analysis';
import type { Result, ResultRelease, Sample, TimelineEntry } from '@glidepath/conductor';
import { instant } from '@glidepath/model';
import type { Decision, Event, Reason, SliNote, VerdictNote } from '@glidepath/rollout';

/** A rollout as the renderers get it. */
export interface Fixture {
  readonly result: Result;
  readonly samples: readonly Sample[];
}

const START = Date.UTC(2026, 2, 4, 12, 0, 5);
const REQUESTS_PER_SECOND = 240;
export const ROLLBACK_THRESHOLD = Math.log(100);
export const PROMOTION_THRESHOLD = Math.log(20);
const BUDGETS: Readonly<Record<string, number>> = { availability: 0.05, latency: 0.1 };

/** How a simulated release behaves: shares of failed and of slow requests, and its mean latency. */
interface Behaviour {
  readonly availability: number;
  readonly latency: number;
  readonly meanMs: number;
}

const OLD: Behaviour = { availability: 0.0022, latency: 0.008, meanMs: 21 };

export function release(name: string): ResultRelease {
  const seed = Array.from(Buffer.from(name)).reduce((all, byte) => all * 31 + byte, 7);
  const next = random(seed);
  const hex = (length: number) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  return { digest: `sha256:${hex(64)}`, name, commit: hex(40) };
}

/** A healthy canary through three steps, the watch and the end. */
export function promoted(): Fixture {
  const story = new Story('1.8.0', '1.9.0', OLD, 11);
  story.move('started', 0, 'github-actions', 'Starting 1.9.0 beside 1.8.0.', 2);
  for (const weight of [5, 25, 50]) story.bake(weight, 40, 'evidence');
  story.judged('promoting', 100, 'The last step is healthy.', 1);
  story.move('watching', 100, 'glidepath', 'All traffic goes to 1.9.0.', 0);
  story.look(100, 12);
  story.judged('finishing', 100, 'Within its objectives at 100 %.', 2);
  return story.end('promoted', 'healthy', '1.9.0 takes all traffic; every step was healthy.', '1.9.0');
}

/** One request in twenty fails. */
export function breached(): Fixture {
  const story = new Story('1.9.0', '1.10.0', { ...OLD, availability: 0.05 }, 12);
  story.move('started', 0, 'github-actions', 'Starting 1.10.0 beside 1.9.0.', 2);
  story.bake(5, 14, 'evidence');
  story.judged('rolling-back', 0, 'availability: 1.10.0 fails 22 times as often as 1.9.0.', 2);
  return story.end(
    'rolled-back',
    'breach',
    '1.10.0 failed far more often than 1.9.0, which has all traffic again.',
    '1.9.0',
  );
}

/** Four times slower. */
export function slow(): Fixture {
  const story = new Story('1.9.0', '1.11.0', { availability: 0.0022, latency: 0.42, meanMs: 88 }, 13);
  story.move('started', 0, 'github-actions', 'Starting 1.11.0 beside 1.9.0.', 2);
  story.bake(5, 14, 'evidence');
  story.judged(
    'rolling-back',
    0,
    'latency: 42 % of requests to 1.11.0 took longer than 50 ms, 0.8 % to 1.9.0.',
    2,
  );
  return story.end(
    'rolled-back',
    'breach',
    '1.11.0 was slower than its objective; 1.9.0 has all traffic again.',
    '1.9.0',
  );
}

/** Dies on start: no look was ever taken. */
export function dead(): Fixture {
  const story = new Story('1.9.0', '1.12.0', OLD, 14);
  story.move('started', 0, 'github-actions', 'Starting 1.12.0 beside 1.9.0.', 4);
  story.move('rolling-back', 0, 'glidepath', '1.12.0 exited with code 1 three times within 4 s.', 1);
  return story.end('rolled-back', 'start-failed', '1.12.0 did not start; it never got traffic.', '1.9.0');
}

/** Waits for a person after the first step. */
export function paused(): Fixture {
  const story = new Story('1.9.0', '1.13.0', OLD, 15);
  story.move('started', 0, 'github-actions', 'Starting 1.13.0 beside 1.9.0.', 2);
  story.bake(10, 40, 'evidence');
  story.judged('paused', 10, 'The step asks for approval.', 20);
  story.move('left', 10, 'glidepath', 'Nobody answered within this run.', 0);
  return story.end(
    'paused',
    'approval',
    '1.13.0 has 10 % of the traffic and waits for approval.',
    '1.9.0',
    10,
  );
}

/** A long rollout: `looks` samples at one weight, for tests of size. */
export function long(looks: number): Fixture {
  const story = new Story('1.9.0', '1.14.0', OLD, 16);
  story.move('started', 0, 'github-actions', 'Starting.', 0);
  story.move('stepped', 10, 'glidepath', 'Step 1.', 0);
  story.look(10, looks);
  return story.end('aborted', 'requested', 'Given up by a person.', '1.9.0');
}

export function all(): readonly Fixture[] {
  return [promoted(), breached(), slow(), dead(), paused()];
}

/** Simulates one rollout, a look each second. */
class Story {
  readonly #stable: ResultRelease;
  readonly #candidate: ResultRelease;
  readonly #behaviour: Behaviour;
  readonly #random: () => number;
  readonly #timeline: TimelineEntry[] = [];
  readonly #samples: Sample[] = [];
  #now = START;
  #tallies = new Map<
    string,
    { candidate: Counts; stable: Counts; lnRollback: number; lnPromotion: number }
  >();
  #verdict: VerdictNote | null = null;

  constructor(stable: string, candidate: string, behaviour: Behaviour, seed: number) {
    this.#stable = release(stable);
    this.#candidate = release(candidate);
    this.#behaviour = behaviour;
    this.#random = random(seed);
  }

  /** Adds an entry, then lets `seconds` pass. */
  move(event: Event['kind'], weight: number, actor: string, note: string, seconds: number): void {
    this.#timeline.push({ at: this.#iso(), event, weight, actor, note, verdict: this.#verdict });
    this.#verdict = null;
    if (event === 'stepped' || event === 'promoting') this.#tallies = new Map();
    this.#now += seconds * 1_000;
  }

  /** A move that was decided by the newest evidence. */
  judged(event: Event['kind'], weight: number, note: string, seconds: number): void {
    this.#verdict = this.#note();
    this.move(event, weight, 'glidepath', note, seconds);
  }

  bake(weight: number, looks: number, until: 'evidence' | null = null): void {
    if (this.#tallies.size > 0) this.#verdict = this.#note();
    this.move(
      'stepped',
      weight,
      'glidepath',
      `Judging ${this.#candidate.name} at ${weight} % of traffic.`,
      0,
    );
    this.look(weight, looks, until);
  }

  look(weight: number, looks: number, until: 'evidence' | null = null): void {
    for (let look = 0; look < looks; look += 1) {
      this.#now += 1_000;
      const sample = this.#sample(weight);
      this.#samples.push(sample);
      const decided =
        (sample.lnRollback ?? 0) >= ROLLBACK_THRESHOLD || (sample.lnPromotion ?? 0) >= PROMOTION_THRESHOLD;
      if (until === 'evidence' && look >= 3 && decided) return;
    }
  }

  end(decision: Decision, reason: Reason, message: string, live: string, weight?: number): Fixture {
    if (decision !== 'paused')
      this.move('ended', weight ?? (decision === 'promoted' ? 100 : 0), 'glidepath', message, 0);
    const result: Result = {
      version: 1,
      service: 'checkout',
      environment: 'production',
      release: this.#candidate,
      decision,
      reason,
      message,
      startedAt: new Date(START).toISOString(),
      endedAt: this.#iso(),
      rollout: 'r-20260304-120005',
      strategy: 'canary',
      stable: this.#stable,
      live: release(live),
      timeline: this.#timeline,
      ledger: {
        ref: 'refs/glidepath/checkout/production',
        entry: '3f1c0a9be2d44c58a7f1d0a1c4be5d6677889900',
      },
    };
    return { result, samples: this.#samples };
  }

  #sample(weight: number): Sample {
    const requests = REQUESTS_PER_SECOND + Math.round((this.#random() - 0.5) * 30);
    const share = weight / 100;
    const candidate = Math.round(requests * share);
    const candidateLatencyMs =
      candidate === 0 ? null : this.#behaviour.meanMs * (0.85 + this.#random() * 0.3);
    const stableLatencyMs = requests === candidate ? null : OLD.meanMs * (0.95 + this.#random() * 0.1);
    const slis = ['availability', 'latency'].map((sli) => {
      const rate = sli === 'availability' ? this.#behaviour.availability : this.#behaviour.latency;
      const oldRate = sli === 'availability' ? OLD.availability : OLD.latency;
      const counts = {
        candidate: this.#draw(candidate, rate),
        stable: this.#draw(requests - candidate, oldRate),
      };
      this.#weigh(sli, counts);
      return { sli, ...counts, candidateLatencyMs, stableLatencyMs };
    });
    const tallies = [...this.#tallies.values()];
    return {
      at: instant(this.#now),
      weight,
      phase: weight === 100 ? 'watching' : 'step',
      slis,
      lnRollback: Math.log(tallies.reduce((all, one) => all + Math.exp(one.lnRollback), 0) / tallies.length),
      rollbackThreshold: ROLLBACK_THRESHOLD,
      lnPromotion: Math.min(...tallies.map((one) => one.lnPromotion)),
      promotionThreshold: PROMOTION_THRESHOLD,
    };
  }

  /** The margin e-process with one alternative each: m = 5 for rollback, a = 0.25 for promotion. */
  #weigh(sli: string, { candidate, stable }: { candidate: Counts; stable: Counts }): void {
    const before = this.#tallies.get(sli);
    const budget = BUDGETS[sli] ?? 0.01;
    this.#tallies.set(sli, {
      candidate: plus(before?.candidate, candidate),
      stable: plus(before?.stable, stable),
      // The floors stand for the restarts of the real thing: evidence does not sink without end.
      lnRollback: Math.max(-3, (before?.lnRollback ?? 0) + rollbackStep(candidate, stable, 0.05 * budget)),
      lnPromotion: Math.max(
        -40,
        (before?.lnPromotion ?? 0) + promotionStep(candidate, stable, 0.25 * budget),
      ),
    });
  }

  #draw(total: number, rate: number): Counts {
    let bad = 0;
    for (let request = 0; request < total; request += 1) if (this.#random() < rate) bad += 1;
    return { bad, total };
  }

  #note(): VerdictNote {
    const slis: SliNote[] = [...this.#tallies].map(([sli, tally]) => ({ sli, ...tally }));
    const breach = slis.some((note) => (note.lnRollback ?? 0) >= ROLLBACK_THRESHOLD);
    return breach
      ? { kind: 'breach', reason: 'Worse than allowed.', slis }
      : { kind: 'healthy', reason: 'Good enough.', slis };
  }

  #iso(): string {
    return new Date(this.#now).toISOString();
  }
}

function rollbackStep(candidate: Counts, stable: Counts, margin: number): number {
  const ratio = 1.1;
  const m = 5;
  if (candidate.total + stable.total === 0) return 0;
  const b =
    stable.total === 0
      ? 1
      : (candidate.total * ratio + stable.total) / (candidate.total * ratio * m + stable.total);
  const a = stable.total === 0 ? m : m * b;
  return candidate.bad * Math.log(a) + stable.bad * Math.log(b) - candidate.total * margin * (a - 1);
}

function promotionStep(candidate: Counts, stable: Counts, margin: number): number {
  const a = 0.25;
  const b = stable.total === 0 ? 1 : 1 + ((candidate.total * 1.5) / stable.total) * (1 - a);
  return candidate.bad * Math.log(a) + stable.bad * Math.log(b) + candidate.total * margin * (1 - a);
}

function plus(before: Counts | undefined, more: Counts): Counts {
  return { bad: (before?.bad ?? 0) + more.bad, total: (before?.total ?? 0) + more.total };
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import type { Random } from '../random/random.ts';
import { normal } from '../random/samplers.ts';
import { HISTORY_MINUTES, POLL_S, type Scenario } from './scenario.ts';

/** What holds during one poll. Rates are chances that a request fails. */
export interface Condition {
  readonly requestsPerSecond: number;
  readonly stableRate: number;
  readonly candidateRate: number;
  /** What the candidate's rate would be, had it the stable release's code: all else is the same. */
  readonly harmlessRate: number;
}

/** The polls of a rollout and of the history before it, oldest first. */
export interface Conditions {
  readonly before: readonly Condition[];
  readonly during: readonly Condition[];
}

const DAY_S = 86_400;
const HOUR_S = 3_600;
const POLLS_BEFORE = (HISTORY_MINUTES * 60) / POLL_S;

/** Draws what a scenario leaves to chance, save the requests. `worse`: the candidate's rate over the stable release's. */
export function conditionsOf(scenario: Scenario, worse: number, random: Random): Conditions {
  const { baseRate, requestsPerSecond, minutes } = scenario;
  const polls = (minutes * 60) / POLL_S;
  const walk = walkOf(scenario, polls, random.split('walk'));
  const phase = random.split('wave').next();
  const incidentFrom = incidentStart(scenario, random.split('incident'));
  const stableNoise = noiseOf(scenario, polls, random.split('stable noise'));
  const candidateNoise = noiseOf(scenario, polls, random.split('candidate noise'));

  const conditions = Array.from({ length: POLLS_BEFORE + polls }, (_, index): Condition => {
    const second = (index - POLLS_BEFORE) * POLL_S;
    const wave = waveAt(scenario, second, phase);
    const shared = baseRate * wave * (walk[index] ?? 1) * incidentAt(scenario, second, incidentFrom);
    const own = shared * (candidateNoise[index] ?? 1);
    return {
      requestsPerSecond: requestsPerSecond * wave,
      stableRate: Math.min(1, shared * (stableNoise[index] ?? 1)),
      candidateRate: Math.min(1, own * worse * coldAt(scenario, second)),
      harmlessRate: Math.min(1, own),
    };
  });
  return { before: conditions.slice(0, POLLS_BEFORE), during: conditions.slice(POLLS_BEFORE) };
}

/** A random walk of the rate's logarithm that stands at 0 when the rollout starts. */
function walkOf({ drift }: Scenario, polls: number, random: Random): readonly number[] {
  if (drift === null || drift.walk === 0) return [];
  const step = drift.walk * Math.sqrt(POLL_S / HOUR_S);
  let height = 0;
  const heights = Array.from({ length: POLLS_BEFORE + polls }, () => (height += step * normal(random)));
  const atStart = heights[POLLS_BEFORE] ?? 0;
  return heights.map((one) => Math.exp(one - atStart));
}

function waveAt({ drift }: Scenario, second: number, phase: number): number {
  return drift === null ? 1 : 1 + drift.wave * Math.sin(2 * Math.PI * (second / DAY_S + phase));
}

/** Any poll at which the whole incident still falls into the rollout, each as likely. */
function incidentStart({ incident, minutes }: Scenario, random: Random): number {
  if (incident === null) return Infinity;
  if (incident.atSecond !== null) return incident.atSecond;
  const last = Math.max(0, minutes * 60 - incident.forSeconds);
  return Math.floor(random.next() * (last / POLL_S + 1)) * POLL_S;
}

function incidentAt({ incident }: Scenario, second: number, from: number): number {
  return incident !== null && second >= from && second < from + incident.forSeconds ? incident.factor : 1;
}

function coldAt({ coldStart }: Scenario, second: number): number {
  return coldStart !== null && second < coldStart.forSeconds ? coldStart.factor : 1;
}

function noiseOf({ noise }: Scenario, polls: number, random: Random): readonly number[] {
  if (noise === null) return [];
  const { deviation, everySeconds } = noise;
  let drawnFor = NaN;
  let factor = 1;
  return Array.from({ length: POLLS_BEFORE + polls }, (_, index) => {
    const period = Math.floor(((index - POLLS_BEFORE) * POLL_S) / everySeconds);
    if (period !== drawnFor) {
      drawnFor = period;
      factor = Math.exp(deviation * normal(random) - deviation ** 2 / 2);
    }
    return factor;
  });
}

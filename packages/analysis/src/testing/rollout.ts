import type { Reading, Series, SliReading, Tick } from '../types.ts';
import type { Random } from './random.ts';

/** Two releases under traffic, as a source would count them: cumulative, two series each. */
export interface Traffic {
  readonly rps: number;
  readonly weight: number;
  readonly candidateRate: number;
  readonly stableRate: number;
}

const PODS = 2;

/** Ticks every 5 s from the start of traffic; the first finds all counters at 0. */
export function ticksOf(sli: string, ticks: number, traffic: Traffic, random: Random): Tick[] {
  const { rps, weight, candidateRate, stableRate } = traffic;
  const candidate = podsOf('candidate');
  const stable = podsOf('stable');
  return Array.from({ length: ticks }, (_, i) => {
    if (i > 0) {
      for (const pod of candidate)
        count(pod, random.poisson((rps * 5 * weight) / 100 / PODS), candidateRate, random);
      for (const pod of stable)
        count(pod, random.poisson((rps * 5 * (100 - weight)) / 100 / PODS), stableRate, random);
    }
    return { at: START + i * 5_000, weight, readings: [readingOf(sli, candidate, stable)] };
  });
}

export const START = Date.UTC(2026, 0, 1);

function podsOf(release: string): { id: string; bad: number; total: number }[] {
  return Array.from({ length: PODS }, (_, i) => ({ id: `${release}-${i}`, bad: 0, total: 0 }));
}

function count(pod: { bad: number; total: number }, requests: number, rate: number, random: Random): void {
  pod.bad += random.failures(requests, rate);
  pod.total += requests;
}

function readingOf(sli: string, candidate: readonly Series[], stable: readonly Series[]): SliReading {
  return { sli, candidate: snapshot(candidate), stable: snapshot(stable) };
}

function snapshot(series: readonly Series[]): Reading {
  return { kind: 'cumulative', series: series.map((one) => ({ ...one })) };
}

/** Several SLIs of one rollout, tick by tick. */
export function merge(...streams: readonly (readonly Tick[])[]): Tick[] {
  const [first = [], ...others] = streams;
  return first.map((tick, i) => ({
    ...tick,
    readings: [...tick.readings, ...others.flatMap((stream) => stream[i]?.readings ?? [])],
  }));
}

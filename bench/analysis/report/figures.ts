import type { Scenario } from '../world/scenario.ts';

/** Numbers as people read them. */

export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** At most three decimals: 0.5 %, 12 %. */
export function briefPercentText(share: number): string {
  return `${Number((100 * share).toFixed(3))} %`;
}

export function secondsText(seconds: number | null): string {
  return seconds === null ? '-' : `${Math.round(seconds)} s`;
}

export function countText(count: number): string {
  return Math.abs(count) < 100 ? count.toFixed(1) : count.toFixed(0);
}

export function conditionsText({ baseRate, requestsPerSecond, budget, weight, minutes }: Scenario): string {
  return (
    `${briefPercentText(baseRate)} of ${requestsPerSecond} requests/s fail, ` +
    `budget ${briefPercentText(budget)}, weight ${weight} %, ${minutes} minutes`
  );
}

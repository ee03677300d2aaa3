import { forecast } from '@glidepath/analysis';
import { settingsOf } from '@glidepath/conductor';
import {
  formatDuration,
  formatPercent,
  millis,
  percent,
  type Environment,
  type Percent,
  type Policy,
  type Slo,
} from '@glidepath/model';
import type { EnvironmentForecast, Stage } from './plan.ts';

/** What the judge is expected to find at one stage. Medians: half of all rollouts take longer. */
export interface StageForecast {
  readonly kind: Stage['kind'];
  readonly weight: Percent;
  /** Requests a second that the new release gets. */
  readonly candidateRps: number;
  /** Until a release that is as good as the stable one has passed every SLO; null: not within a day. */
  readonly healthyMs: number | null;
  /** Until a release that fails so many times more often is rolled back, by its worst SLO; null: not within a day. */
  readonly breach: readonly { readonly factor: number; readonly afterMs: number | null }[];
}

/** How long each stage needs for its verdict at a given traffic. */
export function forecastStages(
  environment: Environment,
  stages: readonly Stage[],
  rps: number,
  baseRate: Percent | null,
): EnvironmentForecast {
  const { slos, analysis } = environment;
  const rates = new Map(
    slos.map((slo) => [slo.name, baseRate === null ? budgetOf(slo) / 2 : baseRate / 100]),
  );
  const whole = slos.reduce((sum, { weight }) => sum + weight, 0);
  const judged = stages.filter(({ weight, bake }) => bake !== null && weight > 0);
  const forecasts = judged.map((stage, index): StageForecast => {
    // Nothing is promoted in the warm-up, so after the first stage it is over.
    const settings = { ...settingsOf(analysis), ...(index === 0 ? {} : { warmUpMs: 0 }) };
    const each = slos.map((slo) =>
      forecast({
        baseRate: rates.get(slo.name) ?? 0,
        budget: budgetOf(slo),
        rps,
        weight: stage.weight,
        settings,
        // Alone it has to carry the average of all.
        slis: whole / slo.weight,
      }),
    );
    return {
      kind: stage.kind,
      weight: stage.weight,
      candidateRps: (rps * stage.weight) / 100,
      healthyMs: slowest(each.map(({ healthy }) => healthy && healthy.seconds * 1000)),
      breach: (each[0]?.breach ?? []).map(({ factor }, i) => ({
        factor,
        afterMs: quickest(each.map(({ breach }) => secondsOf(breach[i]?.after))),
      })),
    };
  });
  return {
    rps,
    baseRates: Object.fromEntries(rates),
    stages: forecasts,
    healthyMs: forecasts.reduce<number | null>(
      (sum, found, index) => plus(sum, stayOf(found, judged[index])),
      0,
    ),
    warnings: [
      ...slos.flatMap((slo) => brokenPromise(slo, rates.get(slo.name) ?? 0) ?? []),
      ...withAdvice(forecasts.flatMap((found, index) => tooShort(environment, found, judged[index]) ?? [])),
    ],
  };
}

/** How long a healthy release stays at a stage; null where it does not get past it by itself. */
function stayOf({ kind, healthyMs }: StageForecast, stage: Stage | undefined): number | null {
  const { shortestMs, longestMs } = stage?.bake ?? { shortestMs: 0, longestMs: null };
  const tooLate = healthyMs === null || (longestMs !== null && healthyMs > longestMs);
  // At 100 % it is enough that traffic flows and nothing breaches until the bake is over.
  if (tooLate) return kind === 'watch' ? longestMs : null;
  return Math.max(shortestMs, healthyMs);
}

/** More fails today than the objective allows, so that a release as good as today's is held to a promise nobody keeps. */
function brokenPromise(slo: Slo, rate: number): string | null {
  const budget = budgetOf(slo);
  if (rate <= budget) return null;
  return (
    `${shareText(rate)} miss ${slo.name} today, but its objective allows ${shareText(budget)}; ` +
    'mend the service first, or write an objective that it keeps'
  );
}

function withAdvice(tooShort: readonly string[]): readonly string[] {
  if (tooShort.length === 0) return [];
  return [
    ...tooShort,
    'give these steps more weight or a longer bake, or judge by an objective with a greater error budget',
  ];
}

/** A bake that is too short ever to decide. */
function tooShort(
  { policies, slos }: Environment,
  found: StageForecast,
  stage: Stage | undefined,
): string | null {
  if (stage === undefined || stayOf(found, stage) !== null) return null;
  const longestMs = stage.bake?.longestMs ?? null;
  const needs =
    found.healthyMs === null ? 'more than a day' : `about ${formatDuration(seconds(found.healthyMs))}`;
  const ends = longestMs === null ? '' : `, but its bake ends after ${formatDuration(millis(longestMs))}`;
  return (
    `at ${rpsText(found.candidateRps)} (${formatPercent(found.weight)} of the traffic) a healthy release needs ` +
    `${needs} to pass${slos.length > 1 ? ' every SLO' : ''}${ends}; ${THEN[policies.tooFewSamples]}`
  );
}

const THEN: Readonly<Record<Policy, string>> = {
  hold: 'it would stay there',
  extend: 'it would then wait for a person',
  pause: 'it would then wait for a person',
  rollback: 'it would then be rolled back',
};

function shareText(share: number): string {
  return formatPercent(percent(share * 100));
}

/** "3 requests/s", with the digits that matter. */
function rpsText(rps: number): string {
  return `${Number(rps.toPrecision(3))} requests/s`;
}

function budgetOf({ objective }: Slo): number {
  return (100 - objective.target) / 100;
}

function secondsOf(after: { readonly seconds: number } | null | undefined): number | null {
  return after == null ? null : after.seconds * 1000;
}

/** Every one of them has to be there. */
function slowest(times: readonly (number | null)[]): number | null {
  return times.reduce((most, time) => (most === null || time === null ? null : Math.max(most, time)), 0);
}

function quickest(times: readonly (number | null)[]): number | null {
  const known = times.flatMap((time) => time ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

function plus(sum: number | null, more: number | null): number | null {
  return sum === null || more === null ? null : sum + more;
}

function seconds(ms: number): ReturnType<typeof millis> {
  return millis(Math.round(ms / 1000) * 1000);
}

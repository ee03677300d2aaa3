import type { Counts } from '@glidepath/analysis';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { conditionsOf } from './conditions.ts';
import { DEFAULTS, HISTORY_MINUTES, type Scenario } from './scenario.ts';
import { historyOf, lookAt, type Look } from './traffic.ts';

function looks(scenario: Scenario, worse: number, name: string): readonly Look[] {
  const random = new Random(name);
  const { during } = conditionsOf(scenario, worse, random.split('conditions'));
  return during.map((condition, i) => lookAt(scenario, condition, i, random));
}

function sum(counts: readonly Counts[]): Counts {
  return counts.reduce((all, { bad, total }) => ({ bad: all.bad + bad, total: all.total + total }), {
    bad: 0,
    total: 0,
  });
}

describe('an hour of traffic', () => {
  it('is divided by weight and fails at each release its own rate', () => {
    const all = looks(DEFAULTS, 5, 'hour');
    const candidate = sum(all.map((look) => look.candidate));
    const stable = sum(all.map((look) => look.stable));
    // Four standard deviations.
    expect(Math.abs(candidate.total - 36_000)).toBeLessThan(4 * Math.sqrt(36_000));
    expect(Math.abs(stable.total - 324_000)).toBeLessThan(4 * Math.sqrt(324_000));
    expect(Math.abs(candidate.bad - 900)).toBeLessThan(4 * 30);
    expect(Math.abs(stable.bad - 1_620)).toBeLessThan(4 * Math.sqrt(1_620));
    expect(all.map(({ second }) => second)).toEqual(Array.from({ length: 720 }, (_, i) => 5 * (i + 1)));
  });

  it('adds up over the stable series, which are alike', () => {
    const all = looks(DEFAULTS, 1, 'series');
    for (const { stable, stableSeries, candidate } of all) {
      expect(sum(stableSeries)).toEqual(stable);
      expect(candidate.bad).toBeLessThanOrEqual(candidate.total);
    }
    const totals = Array.from({ length: 8 }, (_, i) =>
      sum(all.flatMap(({ stableSeries }) => stableSeries[i] ?? [])),
    );
    for (const { bad, total } of totals) {
      expect(Math.abs(total - 40_500)).toBeLessThan(4.5 * Math.sqrt(40_500));
      expect(Math.abs(bad - 202.5)).toBeLessThan(4.5 * Math.sqrt(202.5));
    }
  });

  it('fails in clusters within a series: as often, but 2 m - 1 times as scattered', () => {
    const scenario = { ...DEFAULTS, cluster: 4, requestsPerSecond: 1_000 };
    const series = Array.from({ length: 4 }, (_, i) => looks(scenario, 1, `clusters ${i}`))
      .flat()
      .flatMap(({ stableSeries }) => stableSeries);
    const { bad, total } = sum(series);
    expect(Math.abs(bad / total / 0.005 - 1)).toBeLessThan(0.03);
    const scatter =
      series.reduce((all, one) => all + (one.bad - 0.005 * one.total) ** 2, 0) / (0.005 * total);
    expect(Math.abs(scatter - 7)).toBeLessThan(0.5);
  });

  it('fails independently without clusters', () => {
    const series = looks({ ...DEFAULTS, requestsPerSecond: 1_000 }, 1, 'independent').flatMap(
      ({ stableSeries }) => stableSeries,
    );
    const { total } = sum(series);
    const scatter =
      series.reduce((all, one) => all + (one.bad - 0.005 * one.total) ** 2, 0) / (0.005 * total);
    expect(Math.abs(scatter - 1)).toBeLessThan(0.12);
  });
});

describe('the history', () => {
  it('is half an hour of all traffic to the stable series', () => {
    const conditions = conditionsOf(DEFAULTS, 10, new Random('c'));
    const history = historyOf(DEFAULTS, conditions, new Random('h'));
    expect(history).toHaveLength(HISTORY_MINUTES);
    for (const minute of history) expect(minute).toHaveLength(8);
    const { bad, total } = sum(history.flat());
    expect(Math.abs(total - 180_000)).toBeLessThan(4 * Math.sqrt(180_000));
    expect(Math.abs(bad - 900)).toBeLessThan(4 * 30);
  });

  it('ends where the rollout begins: a walk goes on', () => {
    const scenario = { ...DEFAULTS, drift: { walk: 3, wave: 0 }, requestsPerSecond: 10_000 };
    const gaps = Array.from({ length: 40 }, (_, i) => {
      const conditions = conditionsOf(scenario, 1, new Random(`walk ${i}`));
      const last = sum(historyOf(scenario, conditions, new Random(`h ${i}`)).at(-1) ?? []);
      return Math.abs(Math.log(last.bad / last.total / 0.005));
    });
    // A minute's walk has a deviation of 3 / sqrt(60), and its mean lies half a minute back.
    expect(gaps.reduce((all, gap) => all + gap, 0) / gaps.length).toBeLessThan(0.4);
  });
});

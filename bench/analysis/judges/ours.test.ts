import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { conditionsOf } from '../world/conditions.ts';
import { DEFAULTS, RELEASES, type ReleaseName } from '../world/scenario.ts';
import { historyOf, lookAt } from '../world/traffic.ts';
import { Source } from '../world/source.ts';
import { OURS } from './ours.ts';

function decide(release: ReleaseName, requestsPerSecond: number) {
  const scenario = { ...DEFAULTS, requestsPerSecond };
  const random = new Random(`ours ${release}`);
  const conditions = conditionsOf(scenario, RELEASES[release], random.split('conditions'));
  const history = historyOf(scenario, conditions, random.split('history'));
  const { budget, weight, minutes, series } = scenario;
  const source = () => new Source('live', history, series, random.split('counting'));
  const watch = OURS.watch({ budget, weight, minutes, series, history, source });
  for (const [index, condition] of conditions.during.entries()) {
    const look = lookAt(scenario, condition, index, random);
    const decision = watch.look(look);
    if (decision !== null) return { decision, second: look.second };
  }
  return null;
}

describe('our judge in the benchmark', () => {
  it('rolls back what fails ten times as often, long before the hour is over', () => {
    const found = decide('x10', 1_000);
    expect(found?.decision).toBe('rolled-back');
    expect(found?.second).toBeLessThan(300);
  });

  it('promotes what is healthy, not before the least bake', () => {
    const passed = decide('healthy', 10_000);
    expect(passed?.decision).toBe('promoted');
    expect(passed?.second).toBeGreaterThanOrEqual(60);
    expect(passed?.second).toBeLessThan(600);
  });

  it('decides nothing without requests', () => {
    const history = [[{ bad: 30, total: 6_000 }]];
    const source = () => new Source('live', history, 1, new Random('idle'));
    const watch = OURS.watch({ budget: 0.01, weight: 10, minutes: 60, series: 1, history, source });
    const nothing = { bad: 0, total: 0 };
    for (let second = 5; second <= 3_600; second += 5) {
      expect(watch.look({ second, candidate: nothing, stable: nothing, stableSeries: [nothing] })).toBeNull();
    }
  });
});

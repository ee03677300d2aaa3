import type { Counts } from '@glidepath/analysis';
import { Random } from '../../random/random.ts';
import { Source } from '../../world/source.ts';
import type { BenchJudge, Decision, Setting } from '../judge.ts';

/** One minute's counts of both releases. */
export interface Minute {
  readonly candidate: Counts;
  readonly stable: Counts;
}

const NOTHING: Counts = { bad: 0, total: 0 };

export const SETTING: Setting = {
  budget: 0.01,
  weight: 10,
  minutes: 60,
  series: 1,
  history: [],
  source: () => new Source('live', [], 1, new Random('source')),
};

/** `bad` of 600 requests at the candidate, `stableBad` of 5400 at the stable release. */
export function minute(bad: number, stableBad = 27): Minute {
  return { candidate: { bad, total: 600 }, stable: { bad: stableBad, total: 5_400 } };
}

/** When and how a judge decides that sees these minutes, each minute's requests in its last poll. */
export function decide(
  judge: BenchJudge,
  minutes: readonly Minute[],
  setting: Partial<Setting> = {},
): { readonly decision: Decision; readonly second: number } | null {
  const watch = judge.watch({ ...SETTING, ...setting });
  for (let second = 5; second <= minutes.length * 60; second += 5) {
    const whole = second % 60 === 0 ? minutes[second / 60 - 1] : undefined;
    const { candidate, stable } = whole ?? { candidate: NOTHING, stable: NOTHING };
    const decision = watch.look({ second, candidate, stable, stableSeries: [stable] });
    if (decision !== null) return { decision, second };
  }
  return null;
}

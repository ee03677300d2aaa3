import type { JudgeSettings, SliSpec } from '@glidepath/analysis';
import type { Plan } from '@glidepath/rollout';
import type { Traffic } from './traffic.ts';

/** All that one rollout's fate depends on, but for chance and the release. Plain data: it is sent to threads. */
export interface Course {
  readonly plan: Plan;
  readonly slis: readonly SliSpec[];
  readonly settings: JudgeSettings;
  readonly traffic: Traffic;
  /** Minutes of the stable release that the judge knows from before, by SLI; 0 where its source keeps no past. */
  readonly pastMinutes: readonly number[];
}

/** A release: how many times as often as the stable one it is bad, by one of its SLIs. */
export interface Regression {
  /** 1: as good as the stable release. */
  readonly factor: number;
  /** Index of the SLI. */
  readonly sli: number;
}

/** The shares of bad requests on the release, by SLI, where those of the stable one are `rates`. */
export function worsened(rates: Float64Array, { factor, sli }: Regression, into: Float64Array): void {
  into.set(rates);
  into[sli] = Math.min(1, (rates[sli] ?? 0) * factor);
}

import type { Counts } from '@glidepath/analysis';
import type { Slo } from '@glidepath/model';
import type { Rollout } from '@glidepath/rollout';
import type { Listener, MetricSource, SliHistory } from './ports.ts';

/** As many as the judge was measured with: twice as many make little difference. */
export const PAST_MINUTES = 30;

/**
 * What the stable release counted before a rollout. Asked for by the rollout's own start, so that a run that takes it up later
 * is told of the same minutes, or of fewer. What is missing is told to the listener, and holds nothing up.
 */
export async function recall(
  { metrics, listener }: { readonly metrics: MetricSource; readonly listener: Listener },
  slos: readonly Slo[],
  { stable, startedAt }: Pick<Rollout, 'stable' | 'startedAt'>,
): Promise<readonly SliHistory[]> {
  if (stable === null || metrics.history === undefined) return [];
  const past = { release: stable, until: startedAt, minutes: PAST_MINUTES };
  const history = (await metrics.history(slos, past)).map((one) => ({
    ...one,
    minutes: one.minutes.filter(isSound),
  }));
  for (const lack of lacksOf(history)) {
    listener.note(
      `how ${lack.slis} of ${stable.name} went before is not known, which costs time: ${lack.why}`,
    );
  }
  return history;
}

function isSound({ bad, total }: Counts): boolean {
  return bad >= 0 && bad <= total && total > 0 && Number.isFinite(total);
}

/** As the judge takes it. */
export function baselineOf(history: readonly SliHistory[]): ReadonlyMap<string, readonly Counts[]> {
  return new Map(history.map(({ sli, minutes }) => [sli, minutes]));
}

function lacksOf(history: readonly SliHistory[]): readonly { readonly slis: string; readonly why: string }[] {
  const byReason = Map.groupBy(history, ({ why }) => why);
  return [...byReason].flatMap(([why, those]) =>
    why === null ? [] : { why, slis: those.map(({ sli }) => sli).join(' and ') },
  );
}

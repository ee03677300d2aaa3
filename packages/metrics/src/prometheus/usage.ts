import { millis } from '@glidepath/model';
import type { ReleaseRate, SliUsage } from '../source.ts';
import type { Measured } from './measured.ts';
import type { Parts } from './series.ts';
import { tallyOf, type Tally, type WindowAnswer, type Windows } from './windows.ts';

const RECENT = millis(300_000);
const LONG = millis(30 * 86_400_000);

/** For display alone: what came in of late by release, and over the last 30 days. */
export async function usagesOf(
  all: readonly Measured[],
  windows: Windows,
  limitMs: number,
): Promise<readonly SliUsage[]> {
  const answers = await windows.ask(
    all.flatMap((measured) => [
      { measured, length: RECENT, byRelease: true },
      { measured, length: LONG, byRelease: false },
    ]),
    limitMs,
  );
  return all.map((measured, index) => usageOf(measured, answers[2 * index], answers[2 * index + 1]));
}

function usageOf(
  measured: Measured,
  recent: WindowAnswer | undefined,
  long: WindowAnswer | undefined,
): SliUsage {
  const { slo } = measured;
  const inAll = tallyIn(long, measured);
  const share = badShare(inAll);
  return {
    sli: slo.name,
    rates: recent?.result.kind === 'parts' ? ratesIn(recent.result, measured) : null,
    budgetLeft: share === null ? null : 1 - share / ((100 - slo.objective.target) / 100),
    why: whyNot(recent?.result) ?? whyNot(inAll),
  };
}

function tallyIn(answer: WindowAnswer | undefined, measured: Measured): Tally {
  if (answer === undefined) return { kind: 'nothing' };
  const { result } = answer;
  return result.kind === 'parts' ? tallyOf(result.parts, result.edge, measured, null) : result;
}

function ratesIn(
  { parts, edge }: { readonly parts: Parts; readonly edge: number | null },
  measured: Measured,
): readonly ReleaseRate[] {
  const { split } = measured.measure;
  const releases = new Set([...parts.total, ...parts.histogram].flatMap(({ labels }) => labels[split] ?? []));
  return [...releases].sort().flatMap((release): readonly ReleaseRate[] => {
    const tally = tallyOf(parts, edge, measured, release);
    if (tally.kind !== 'counts') return [];
    return [{ release, requestsPerSecond: (tally.total * 1000) / RECENT, badShare: badShare(tally) }];
  });
}

function badShare(tally: Tally): number | null {
  return tally.kind === 'counts' && tally.total > 0 ? tally.bad / tally.total : null;
}

function whyNot(result: Tally | WindowAnswer['result'] | undefined): string | null {
  return result?.kind === 'trouble' ? result.trouble.why : null;
}

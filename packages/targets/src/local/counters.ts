import { minutesOf, type Counts, type Reading } from '@glidepath/analysis';
import type { Latency, MetricSource, Pair, Past, SliHistory, SourceReading } from '@glidepath/conductor';
import type { Objective, Release, Slo } from '@glidepath/model';
import type { CountersAnswer, ReleaseCounters, Snapshot } from './protocol.ts';

/** What the daemon has counted; why not, where it could not be asked. */
export type Counted =
  | { readonly kind: 'counted'; readonly counters: CountersAnswer }
  | { readonly kind: 'down'; readonly why: string };

/** What the daemon remembers, oldest first; why nothing, where it could not be asked. */
export type Remembered =
  | { readonly kind: 'remembered'; readonly snapshots: readonly Snapshot[] }
  | { readonly kind: 'down'; readonly why: string };

/** How the daemon is asked. Never rejects. */
export interface Asking {
  readonly count: () => Promise<Counted>;
  readonly remember: () => Promise<Remembered>;
}

/** The daemon's counters as readings of SLIs. */
export function createCounters({ count, remember }: Asking): MetricSource {
  return {
    async read(slos, releases) {
      const counted = await count();
      return slos.map((slo) => readingOf(slo, releases, counted));
    },
    async history(slos, past) {
      const remembered = await remember();
      return slos.map((slo) => historyOf(slo, past, remembered));
    },
  };
}

export function historyOf(slo: Slo, { release, until, minutes }: Past, remembered: Remembered): SliHistory {
  if (remembered.kind === 'down') return { sli: slo.name, minutes: [], why: remembered.why };
  const snapshots = remembered.snapshots.filter(({ at }) => at <= until);
  const counted = runsOf(snapshots, release).flatMap((run): readonly Counts[] =>
    minutesOf(
      run.map((snapshot) => ({
        at: snapshot.at,
        reading: read(slo.objective, release, { kind: 'counted', counters: snapshot }),
      })),
    ),
  );
  return { sli: slo.name, minutes: counted.slice(-minutes), why: null };
}

/** Snapshots between which the release's counters went on, and did not begin anew. */
function runsOf(snapshots: readonly Snapshot[], release: Release): readonly (readonly Snapshot[])[] {
  const runs: Snapshot[][] = [];
  let series: string | null = null;
  for (const snapshot of snapshots) {
    const own = find(snapshot, release)?.series ?? null;
    if (own === null || own !== series) runs.push([]);
    runs.at(-1)?.push(snapshot);
    series = own;
  }
  return runs;
}

export function readingOf(slo: Slo, { candidate, stable }: Pair, counted: Counted): SourceReading {
  const of = (release: Release): Reading => read(slo.objective, release, counted);
  return {
    sli: slo.name,
    candidate: of(candidate),
    stable: stable === null ? null : of(stable),
    latency: {
      candidate: latencyOf(candidate, counted),
      stable: stable === null ? null : latencyOf(stable, counted),
    },
  };
}

function read(objective: Objective, release: Release, counted: Counted): Reading {
  if (counted.kind === 'down') return { kind: 'source-down', why: counted.why };
  const own = find(counted.counters, release);
  if (own === null) {
    return { kind: 'no-data', why: `The supervisor knows no release ${release.name} (${release.digest}).` };
  }
  const id = `${own.series}-${own.digest}`;
  switch (objective.kind) {
    case 'availability':
      return { kind: 'cumulative', series: [{ id, bad: own.failures, total: own.requests }] };
    case 'latency': {
      const within = own.latency.within.find(({ thresholdMs }) => thresholdMs === objective.threshold);
      if (within === undefined) {
        const why = `The supervisor does not count answers within ${objective.threshold} ms yet.`;
        return { kind: 'no-data', why };
      }
      const { count } = own.latency;
      return { kind: 'cumulative', series: [{ id, bad: count - within.count, total: count }] };
    }
  }
}

function latencyOf(release: Release, counted: Counted): Latency | null {
  const own = counted.kind === 'counted' ? find(counted.counters, release) : null;
  return own === null ? null : { sumMs: own.latency.sumMs, count: own.latency.count };
}

function find({ releases }: CountersAnswer, release: Release): ReleaseCounters | null {
  return releases.find(({ digest }) => digest === release.digest) ?? null;
}

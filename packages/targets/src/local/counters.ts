import type { Reading } from '@glidepath/analysis';
import type { Latency, MetricSource, Pair, SourceReading } from '@glidepath/conductor';
import type { Objective, Release, Slo } from '@glidepath/model';
import type { CountersAnswer, ReleaseCounters } from './protocol.ts';

/** What the daemon has counted; why not, where it could not be asked. */
export type Counted =
  | { readonly kind: 'counted'; readonly counters: CountersAnswer }
  | { readonly kind: 'down'; readonly why: string };

/** The daemon's counters as readings of SLIs. `count` never rejects. */
export function createCounters(count: () => Promise<Counted>): MetricSource {
  return {
    async read(slos, releases) {
      const counted = await count();
      return slos.map((slo) => readingOf(slo, releases, counted));
    },
  };
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

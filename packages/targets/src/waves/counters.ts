import type { Reading } from '@glidepath/analysis';
import type { Latency, MetricSource, SourceReading } from '@glidepath/conductor';

/** Where a target counts. */
export interface Counter {
  readonly name: string;
  readonly source: MetricSource;
}

/**
 * The counts of several targets as one. No past: the minutes of one can't be laid over those of another, as those without
 * a request are left out.
 */
export function sumOf(counters: readonly Counter[]): MetricSource {
  return {
    async read(slos, releases) {
      const all = await Promise.all(
        counters.map(async ({ name, source }) => ({ name, readings: await source.read(slos, releases) })),
      );
      return slos.map((slo): SourceReading => {
        const own = all.flatMap(({ name, readings }) =>
          readings.filter(({ sli }) => sli === slo.name).map((reading) => ({ name, reading })),
        );
        const stables = own.flatMap(({ name, reading }) =>
          reading.stable === null ? [] : [{ name, reading: reading.stable }],
        );
        return {
          sli: slo.name,
          candidate: together(own.map(({ name, reading }) => ({ name, reading: reading.candidate }))),
          stable: stables.length === 0 ? null : together(stables),
          latency: {
            candidate: latencyOf(own.map(({ reading }) => reading.latency?.candidate ?? null)),
            stable: latencyOf(own.map(({ reading }) => reading.latency?.stable ?? null)),
          },
        };
      });
    },
  };
}

/** A target that does not answer could hide a breach; one that has no figures has not got the release yet. */
function together(own: readonly { readonly name: string; readonly reading: Reading }[]): Reading {
  const down = own.find(({ reading }) => reading.kind === 'source-down');
  if (down !== undefined && down.reading.kind === 'source-down')
    return { kind: 'source-down', why: `${down.name}: ${down.reading.why}` };
  const series = own.flatMap(({ name, reading }) =>
    reading.kind === 'cumulative' ? reading.series.map((one) => ({ ...one, id: `${name}/${one.id}` })) : [],
  );
  if (series.length > 0) return { kind: 'cumulative', series };
  const intervals = own.flatMap(({ reading }) => (reading.kind === 'interval' ? [reading] : []));
  if (intervals.length > 0)
    return {
      kind: 'interval',
      bad: intervals.reduce((sum, { bad }) => sum + bad, 0),
      total: intervals.reduce((sum, { total }) => sum + total, 0),
    };
  const [first] = own;
  return first === undefined ? { kind: 'no-data', why: 'there is no target' } : first.reading;
}

function latencyOf(own: readonly (Latency | null)[]): Latency | null {
  const known = own.filter((one) => one !== null);
  if (known.length === 0) return null;
  return {
    sumMs: known.reduce((sum, one) => sum + one.sumMs, 0),
    count: known.reduce((sum, one) => sum + one.count, 0),
  };
}

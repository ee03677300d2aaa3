import type { Reading } from '@glidepath/analysis';
import type { Latency, Pair, SourceReading } from '@glidepath/conductor';
import type { PrometheusServer, Release } from '@glidepath/model';
import type { ForeignSource, SourceContext } from '../source.ts';
import { checkSli } from './check.ts';
import { Client } from './client.ts';
import { lookQuery } from './queries.ts';
import { measuredIn, thresholdOf, type Measured } from './measured.ts';
import { latencyOf, readingOf } from './readings.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import { sortParts } from './series.ts';
import { usageOf } from './usage.ts';

/** SLIs from counters in Prometheus: one query for each SLI and look, all side by side. */
export function createPrometheus(server: PrometheusServer, context: SourceContext): ForeignSource {
  const client = new Client(server, context);
  const sightings = new Sightings();
  return {
    read: async (slos, releases) =>
      Promise.all(measuredIn(slos).map((one) => look(client, one, releases, context.lookLimit, sightings))),
    check: async (slos, releases) =>
      Promise.all(measuredIn(slos).map((one) => checkSli(client, one, releases, server.timeout))),
    usage: async (slos) => Promise.all(measuredIn(slos).map((one) => usageOf(client, one, server.timeout))),
  };
}

async function look(
  client: Client,
  { slo, source, measure }: Measured,
  { candidate, stable }: Pair,
  limitMs: number,
  sightings: Sightings,
): Promise<SourceReading> {
  const known = [candidate, ...(stable === null ? [] : [stable])];
  const both = (of: (release: Release) => Reading): SourceReading => ({
    sli: slo.name,
    candidate: of(candidate),
    stable: stable === null ? null : of(stable),
    latency: null,
  });
  const values = known.flatMap((release) => valueFor(release, source.split) ?? []);
  const confusion = confusionOf(known, source.split);
  if (confusion !== null) return both(() => ({ kind: 'no-data', why: confusion }));

  const answer = await client.query(lookQuery(measure, values, thresholdOf(measure)), limitMs);
  if (answer.kind !== 'vector')
    return both(() => ({ kind: answer.kind, why: `${answer.why}; ${answer.mend}` }));
  const sorted = sortParts(answer.samples);
  if (!sorted.ok) return both(() => ({ kind: 'no-data', why: sorted.why }));
  const { parts } = sorted;
  const latency = (release: Release): Latency | null =>
    latencyOf(parts, valueFor(release, source.split) ?? '', measure);
  return {
    ...both((release) => {
      const value = valueFor(release, source.split) ?? '';
      return sightings.told(
        `${slo.name} ${value}`,
        readingOf(parts, value, measure),
        `${measure.split}="${value}"`,
      );
    }),
    latency: { candidate: latency(candidate), stable: stable === null ? null : latency(stable) },
  };
}

/**
 * Before the first scrape a release has no series, and the judge has to be shown once that there were none: then it
 * counts them from their begin. From then on their absence is told in words.
 */
class Sightings {
  readonly #seen = new Map<string, 'absent' | 'present'>();

  told(key: string, reading: Reading, what: string): Reading {
    if (reading.kind !== 'cumulative') return reading;
    const before = this.#seen.get(key);
    if (reading.series.length > 0) this.#seen.set(key, 'present');
    else if (before === undefined) this.#seen.set(key, 'absent');
    else {
      return {
        kind: 'no-data',
        why: before === 'present' ? `the series with ${what} are gone` : `no series has ${what} yet`,
      };
    }
    return reading;
  }
}

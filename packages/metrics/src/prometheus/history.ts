import { minutesOf } from '@glidepath/analysis';
import type { Past, SliHistory } from '@glidepath/conductor';
import type { Millis } from '@glidepath/model';
import { confusionOf, valueFor } from '../release-value.ts';
import type { Line, Sample } from './answer.ts';
import type { Client } from './client.ts';
import type { Measured } from './measured.ts';
import { lookQuery } from './queries.ts';
import { overRange } from './range.ts';
import { SliReader } from './sli-reader.ts';

const MINUTE_MS = 60_000;

/**
 * What a release counted minute by minute. The counters themselves are asked for as they stood at each minute, and not their
 * `increase`: that is an estimate from the scrapes within the minute, which scatters by itself.
 */
export async function historyOf(
  all: readonly Measured[],
  past: Past,
  client: Client,
  limit: Millis,
): Promise<readonly SliHistory[]> {
  return Promise.all(all.map(async (measured) => oneHistory(measured, past, client, limit)));
}

async function oneHistory(
  measured: Measured,
  { release, until, minutes }: Past,
  client: Client,
  limit: Millis,
): Promise<SliHistory> {
  const { slo, source, measure } = measured;
  const unknown = confusionOf([release], source.split);
  if (unknown !== null) return { sli: slo.name, minutes: [], why: unknown };
  const reader = new SliReader();
  const value = valueFor(release, source.split) ?? '';
  const query = lookQuery(measure, [value], reader.edgeOf(measured));
  const from = until - minutes * MINUTE_MS;
  const answer = await client.ask(overRange(query, { from, to: until, stepMs: MINUTE_MS }), limit);
  if (answer.kind === 'failed') return { sli: slo.name, minutes: [], why: answer.trouble.why };
  const readings = byInstant(answer.value).map(([at, samples]) => {
    const { candidate } = reader.read(measured, { candidate: release, stable: null }, samples);
    return { at, reading: candidate };
  });
  return { sli: slo.name, minutes: minutesOf(readings), why: null };
}

/** Oldest first. */
function byInstant(lines: readonly Line[]): readonly (readonly [at: number, samples: readonly Sample[]])[] {
  const instants = Map.groupBy(
    lines.flatMap(({ samples }) => samples),
    ({ at }) => Math.round(at * 1000),
  );
  return [...instants].toSorted(([one], [other]) => one - other);
}

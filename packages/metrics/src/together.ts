import type { MetricSource, Pair, SourceReading } from '@glidepath/conductor';
import { formatDuration, millis, type Millis, type Slo } from '@glidepath/model';

/** A source and the SLOs that it measures, by name. */
export interface Member {
  readonly name: string;
  readonly source: MetricSource;
  readonly slos: ReadonlySet<string>;
}

const SHARE_OF_POLL = 0.8;
const LEAST = 1_000;

/** The longest that a look may take: it should be over before the next is due, but no answer comes in no time. */
export function lookLimitFor(poll: Millis): Millis {
  return millis(Math.max(LEAST, poll * SHARE_OF_POLL));
}

/** Several sources as one: read side by side, and one that is late is down for this look. */
export function readTogether(members: readonly Member[], limit: Millis): MetricSource {
  return {
    async read(slos, releases) {
      const all = await Promise.all(members.map((member) => readOne(member, slos, releases, limit)));
      const readings = new Map(all.flat().map((reading) => [reading.sli, reading]));
      return slos.flatMap(({ name }) => readings.get(name) ?? []);
    },
  };
}

async function readOne(
  { name, source, slos }: Member,
  all: readonly Slo[],
  releases: Pair,
  limit: Millis,
): Promise<readonly SourceReading[]> {
  const own = all.filter((slo) => slos.has(slo.name));
  const { promise: late, resolve: giveUp } = Promise.withResolvers<readonly SourceReading[]>();
  // A moment more than the source itself takes: what it says of its trouble is better than what can be said here.
  const timer = setTimeout(
    () => giveUp(own.map((slo) => tooLate(slo, releases, name, limit))),
    limit + GRACE,
  );
  try {
    return await Promise.race([source.read(own, releases), late]);
  } finally {
    clearTimeout(timer);
  }
}

const GRACE = 100;

function tooLate({ name: sli }: Slo, { stable }: Pair, name: string, limit: Millis): SourceReading {
  const down = {
    kind: 'source-down',
    why: `${name} did not answer within ${formatDuration(limit)}`,
  } as const;
  return { sli, candidate: down, stable: stable === null ? null : down, latency: null };
}

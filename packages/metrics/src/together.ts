import type { MetricSource, Pair, Past, SliHistory, SourceReading } from '@glidepath/conductor';
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

/** Several sources as one: asked side by side, and one that is late is down for this look. */
export function readTogether(members: readonly Member[], limit: Millis): MetricSource {
  return {
    async read(slos, releases) {
      const all = await Promise.all(
        members.map(async (member) => {
          const own = ownOf(member, slos);
          const late = `${member.name} did not answer within ${formatDuration(limit)}`;
          return inTime(
            member.source.read(own, releases),
            () => own.map((slo) => without(slo, releases, late)),
            limit,
          );
        }),
      );
      const readings = new Map(all.flat().map((reading) => [reading.sli, reading]));
      return slos.flatMap(({ name }) => readings.get(name) ?? []);
    },
    async history(slos, past) {
      return (
        await Promise.all(members.map(async (member) => historyOf(member, ownOf(member, slos), past, limit)))
      ).flat();
    },
  };
}

function ownOf({ slos }: Member, all: readonly Slo[]): readonly Slo[] {
  return all.filter((slo) => slos.has(slo.name));
}

async function historyOf(
  { name, source }: Member,
  slos: readonly Slo[],
  past: Past,
  limit: Millis,
): Promise<readonly SliHistory[]> {
  if (source.history === undefined) return [];
  const why = `${name} did not tell it within ${formatDuration(limit)}`;
  return inTime(
    source.history(slos, past),
    () => slos.map(({ name: sli }) => ({ sli, minutes: [], why })),
    limit,
  );
}

/** What is answered in time, or what stands for it. */
async function inTime<T>(answer: Promise<T>, tooLate: () => T, limit: Millis): Promise<T> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<T>();
  // A moment more than the source itself takes: what it says of its trouble is better than what can be said here.
  const timer = setTimeout(() => giveUp(tooLate()), limit + GRACE);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const GRACE = 100;

function without({ name: sli }: Slo, { stable }: Pair, why: string): SourceReading {
  const down = { kind: 'source-down', why } as const;
  return { sli, candidate: down, stable: stable === null ? null : down, latency: null };
}

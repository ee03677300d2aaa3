import type { Digest } from '@glidepath/model';
import type { Wanted } from './demand.ts';
import { atTarget, effective, shift, type Shares } from './shares.ts';

/** What there is of one release; instances on their way out don't count. */
export interface Standing {
  /** Seats with an instance, or waiting for one to be started again. */
  readonly seats: number;
  /** Instances that may be sent requests. */
  readonly ready: number;
}

/** What to do next. */
export interface Course {
  readonly shares: Shares;
  /** How many seats each release that is there, or must be there, is to have. */
  readonly seats: ReadonlyMap<Digest, number>;
  /** All that is wanted is ready, has its share, and nothing else is left. */
  readonly settled: boolean;
}

/**
 * One step towards what is wanted. It starts before it stops, moves traffic only to what is ready, and takes away only
 * what gets no more traffic. Taken again and again it gets there from anywhere.
 */
export function steer(
  demand: readonly Wanted[],
  standings: ReadonlyMap<Digest, Standing>,
  current: Shares,
): Course {
  const ready = (digest: Digest): number => standings.get(digest)?.ready ?? 0;
  const shares = shift(current, demand, ready);
  const complete =
    demand.every((wanted) => ready(wanted.release.digest) >= wanted.instances) && atTarget(shares, demand);
  // Somebody takes the traffic, so what has no share of it can go.
  const served =
    demand.length === 0 || [...effective(shares, ready).keys()].some((digest) => ready(digest) > 0);

  const seats = new Map<Digest, number>();
  for (const [digest, standing] of standings) {
    const needless = served && !shares.has(digest);
    seats.set(digest, needless ? 0 : standing.seats);
  }
  for (const { release, instances } of demand) {
    const there = standings.get(release.digest)?.seats ?? 0;
    seats.set(release.digest, complete ? instances : Math.max(there, instances));
  }
  const settled =
    complete && [...standings].every(([digest, standing]) => standing.seats <= (seats.get(digest) ?? 0));
  return { shares, seats, settled };
}

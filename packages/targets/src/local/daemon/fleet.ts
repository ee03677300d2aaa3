import { setTimeout as sleep } from 'node:timers/promises';
import { millis, type Digest } from '@glidepath/model';
import type { Settings } from '../protocol.ts';
import type { StagedRelease } from '../release.ts';
import type { Standing } from './course.ts';
import { Crew, type Quarters } from './crew.ts';
import type { Instance } from './instance.ts';
import type { RosterEntry } from './roster.ts';
import type { Starter } from './start.ts';

/** The releases on this host and their instances. Does what it is told; what to have is decided elsewhere. */
export class Fleet {
  readonly #crews = new Map<Digest, Crew>();
  readonly #quarters: Quarters;

  /** `changed` is called when something is no longer as it was. */
  constructor(start: Starter, changed: () => void) {
    this.#quarters = {
      start,
      changed,
      // Until orders say otherwise.
      stop: { drain: millis(30_000), grace: millis(10_000) },
      portsTaken: () => new Set(this.roster().map(({ port }) => port)),
    };
  }

  /** How instances are stopped from here on. */
  stopBy(stop: Settings['stop']): void {
    this.#quarters.stop = stop;
  }

  /** A release that may be started; a known one is brought up to date. */
  meet(staged: StagedRelease, name: string): void {
    const known = this.#crews.get(staged.digest);
    if (known === undefined) {
      this.#crews.set(staged.digest, new Crew(staged, name, this.#quarters));
    } else {
      known.staged = staged;
      known.name = name;
    }
  }

  /** Takes over what an earlier daemon has started and what still runs. */
  adopt(entry: RosterEntry, staged: StagedRelease): void {
    this.meet(staged, entry.name);
    this.#crews.get(entry.digest)?.adopt(entry);
  }

  standings(): ReadonlyMap<Digest, Standing> {
    return new Map([...this.#crews].map(([digest, crew]) => [digest, crew.standing]));
  }

  ready(digest: Digest): readonly Instance[] {
    return this.#crews.get(digest)?.inState('ready') ?? [];
  }

  /** Instances that were healthy once and are not now: better than nobody. */
  unhealthy(digest: Digest): readonly Instance[] {
    return this.#crews.get(digest)?.inState('unhealthy') ?? [];
  }

  /** Gives the release so many seats and, where it may, fills those that are due. */
  arrange(digest: Digest, seats: number, restart: boolean): void {
    this.#crews.get(digest)?.arrange(seats, restart);
  }

  /** Why a release is held to be broken, as a sentence. */
  failure(digest: Digest): string | null {
    return this.#crews.get(digest)?.failure ?? null;
  }

  pardon(digest: Digest): void {
    this.#crews.get(digest)?.pardon();
  }

  /** All instances of a release, those on their way out too. */
  instances(digest: Digest): readonly Instance[] {
    return this.#crews.get(digest)?.instances ?? [];
  }

  releases(): readonly Digest[] {
    return [...this.#crews.keys()];
  }

  /** Releases that have nothing left are forgotten. */
  dismissEmpty(): void {
    for (const [digest, crew] of this.#crews) {
      if (crew.isEmpty) this.#crews.delete(digest);
    }
  }

  roster(): readonly RosterEntry[] {
    return [...this.#crews.values()].flatMap((crew) => crew.roster());
  }

  /** Everything is drained and stopped. */
  async stopAll(): Promise<void> {
    const crews = [...this.#crews.values()];
    for (const crew of crews) crew.arrange(0, false);
    while (!crews.every((crew) => crew.isEmpty)) await sleep(POLL_MS);
  }
}

const POLL_MS = 20;

import type { CountersAnswer, Snapshot } from '../protocol.ts';

/** How far apart snapshots are. */
export const SNAPSHOT_MS = 60_000;
/** An hour, from its begin to its end. */
const MOST = 61;

/** The last hour's counters, as they stood once a minute: how a release went before the next one came. */
export class Memory {
  #snapshots: readonly Snapshot[] = [];

  keep(at: number, { releases }: CountersAnswer): void {
    this.#snapshots = [...this.#snapshots, { at, releases }].slice(-MOST);
  }

  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }
}

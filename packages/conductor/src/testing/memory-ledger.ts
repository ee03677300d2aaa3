import type { EnvironmentState, Event } from '@glidepath/rollout';
import { LedgerConflict, LedgerError, type Entry, type Ledger } from '../ports.ts';

/** A ledger in memory with true compare-and-swap. `outage` makes every call fail until it is lifted. */
export class MemoryLedger implements Ledger {
  readonly ref = 'refs/glidepath/test/test';
  readonly entries: Entry[] = [];
  outage = false;
  /** Called before each append: a test's chance to let somebody else write first. */
  beforeAppend: (event: Event) => void = () => {};

  async head(): Promise<Entry | null> {
    this.#reach();
    return this.entries.at(-1) ?? null;
  }

  async append(parent: string | null, event: Event, state: EnvironmentState): Promise<Entry> {
    this.#reach();
    this.beforeAppend(event);
    const head = this.entries.at(-1)?.id ?? null;
    if (head !== parent) throw new LedgerConflict(`expected ${parent}, found ${head}`);
    const entry = { id: `entry-${this.entries.length + 1}`, event, state };
    this.entries.push(entry);
    return entry;
  }

  async history(limit: number): Promise<readonly Entry[]> {
    this.#reach();
    return this.entries.slice(-limit).reverse();
  }

  #reach(): void {
    if (this.outage) throw new LedgerError('the ledger is out of reach');
  }
}

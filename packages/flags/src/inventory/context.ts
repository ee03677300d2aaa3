import type { Instant } from '@glidepath/model';
import type { FlagsContext } from '../connection.ts';

/** What the history of a flag is read from, beside what its provider needs. */
export interface InventoryContext extends Omit<FlagsContext, 'now'> {
  /** Who changed a file of the workspace last; null where nobody knows. Never throws. */
  readonly lastChange: (file: string) => Promise<Change | null>;
}

export interface Change {
  readonly at: Instant;
  readonly by: string | null;
}

import type { FlagInventory, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import { isTrouble } from '../troubles.ts';

/** An inventory that asks for one flag after the other of a place that was opened; trouble is the answer to all. */
export function inventoryOf<Opened extends object>(
  opened: Opened | FlagTrouble,
  look: (opened: Opened, key: string, late: AbortSignal) => Promise<FlagRecord | FlagTrouble>,
): FlagInventory {
  return {
    async look(keys, limit) {
      if (isTrouble(opened)) return keys.map(() => opened);
      const late = AbortSignal.timeout(limit);
      return Promise.all(keys.map(async (key) => look(opened, key, late)));
    },
  };
}

import type { FlagInventory, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import { instant, millis, type FlagProvider } from '@glidepath/model';
import type { InventoryContext } from '../inventory/context.ts';
import { createInventory } from '../registry.ts';
import { SECRET } from './asking.ts';

/** One look at a flag as its provider administers it. */

export const CHANGED = { at: instant(Date.UTC(2026, 8, 1)), by: 'dana' };

export async function inventoryFor(
  provider: FlagProvider,
  more: Partial<InventoryContext> = {},
): Promise<FlagInventory> {
  const context = { env: { SECRET }, workspace: '/nowhere', lastChange: async () => CHANGED, ...more };
  const inventory = await createInventory(provider, context);
  if (inventory === null) throw new Error('there is no inventory');
  return inventory;
}

export async function look(
  inventory: FlagInventory,
  key: string,
  limit = 5_000,
): Promise<FlagRecord | FlagTrouble> {
  const [found] = await inventory.look([key], millis(limit));
  if (found === undefined) throw new Error('no answer');
  return found;
}

/** Its state, or `code: why; mend` of trouble. */
export function stateOf(found: FlagRecord | FlagTrouble): string {
  return found.kind === 'flag' ? found.state : `${found.code}: ${found.why}; ${found.mend}`;
}

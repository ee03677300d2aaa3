import type { FlagInventory } from '@glidepath/conductor';
import type { FileFlags } from '@glidepath/model';
import { flagIn } from '../file/file.ts';
import type { InventoryContext } from './context.ts';
import { valueText } from './state-words.ts';

/** Flags of a file: everybody gets what stands there, and what changed the file last changed them. */
export function fileInventory(
  { file }: FileFlags,
  { workspace, lastChange }: InventoryContext,
): FlagInventory {
  return {
    async look(keys) {
      const changed = await lastChange(file);
      return keys.map((key) => {
        const flag = flagIn(file, workspace, key);
        if (flag.kind === 'trouble') return flag;
        return {
          kind: 'flag',
          state: `everybody gets ${valueText(flag.value)}`,
          changed,
          settledOn: JSON.stringify(flag.value),
          settledName: flag.variant,
          permanent: false,
        };
      });
    },
  };
}

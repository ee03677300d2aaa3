import type { FlagInventory } from '@glidepath/conductor';
import type { EnvironmentVariableFlags } from '@glidepath/model';
import { variableFor } from '../env/env.ts';
import { readAs } from '../flag-value.ts';
import type { InventoryContext } from './context.ts';

/**
 * Flags in environment variables, which have no history. A text is not told, only whether it is true or false: the variable
 * may be meant for somebody else.
 */
export function environmentInventory(
  { prefix }: EnvironmentVariableFlags,
  { env }: InventoryContext,
): FlagInventory {
  return {
    look: async (keys) =>
      keys.map((key) => {
        const text = variableFor(prefix, key, env);
        if (typeof text !== 'string') return text;
        const value = readAs(text, 'boolean');
        return {
          kind: 'flag',
          state: value === undefined ? 'set to a text' : `set to ${JSON.stringify(value)}`,
          changed: null,
          settledOn: value === undefined ? null : JSON.stringify(value),
          settledName: null,
          permanent: false,
        };
      }),
  };
}

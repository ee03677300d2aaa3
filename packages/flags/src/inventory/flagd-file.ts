import type { FlagInventory, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import type { FlagdFileFlags, Json } from '@glidepath/model';
import * as z from 'zod/mini';
import { broken, notFound } from '../troubles.ts';
import { jsonIn } from '../web/json-text.ts';
import { readInside } from '../workspace-file.ts';
import type { Change, InventoryContext } from './context.ts';
import { valueText } from './state-words.ts';

const Value: z.ZodMiniType<Json> = z.json();
const Flag = z.object({
  state: z.string(),
  variants: z.record(z.string(), Value),
  defaultVariant: z.nullish(z.string()),
  targeting: z.nullish(z.record(z.string(), z.unknown())),
});
const Definitions = z.object({ flags: z.record(z.string(), z.unknown()) });

/** flagd's definitions in a file: what changed the file last changed its flags. */
export function flagdFileInventory(
  { file }: FlagdFileFlags,
  { workspace, lastChange }: InventoryContext,
): FlagInventory {
  return {
    async look(keys) {
      const read = readInside(workspace, file);
      if (read.kind === 'trouble') return keys.map(() => read);
      const place = `the file ${file}`;
      const definitions = Definitions.safeParse(jsonIn(read.text));
      if (!definitions.success) {
        const none = broken(place, 'holds no definitions of flagd', 'write them as flagd has them');
        return keys.map(() => none);
      }
      const changed = await lastChange(file);
      const { flags } = definitions.data;
      return keys.map((key) =>
        Object.hasOwn(flags, key)
          ? recordOf(place, key, flags[key], changed)
          : notFound(place, key, 'check its key'),
      );
    },
  };
}

function recordOf(
  place: string,
  key: string,
  written: unknown,
  changed: Change | null,
): FlagRecord | FlagTrouble {
  const flag = Flag.safeParse(written);
  if (!flag.success)
    return broken(place, `has for "${key}" no definition of flagd`, 'check its state and its variants');
  const { state, variants, defaultVariant, targeting } = flag.data;
  const unsettled = (words: string): FlagRecord => ({
    kind: 'flag',
    state: words,
    changed,
    settledOn: null,
    settledName: null,
    permanent: false,
  });
  if (state === 'DISABLED') return unsettled('disabled, and serves no value');
  const rules = Object.keys(targeting ?? {}).length > 0 ? 'by its targeting; beyond that ' : '';
  const name = defaultVariant ?? '';
  const value = Object.hasOwn(variants, name) ? variants[name] : undefined;
  if (value === undefined) return unsettled(`${rules}no value for anybody`);
  const words = unsettled(`${rules}everybody gets ${valueText(value)}`);
  return rules === '' ? { ...words, settledOn: JSON.stringify(value), settledName: name } : words;
}

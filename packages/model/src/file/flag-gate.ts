import * as z from 'zod/mini';
import { FLAG_UNKNOWNS } from '../flags.ts';
import type { FlagGate } from '../flags.ts';
import { GUARD_POLICIES } from '../guard.ts';
import { parseLine } from '../text/line.ts';
import { docs, mapping, short, written } from './scalars.ts';

/** A feature flag that must have a value: before a rollout, and before a step. */

const KEY_MEND = 'write the key of a flag, such as checkout-release';
export function flagKey() {
  return written(parseLine(255, KEY_MEND), KEY_MEND).register(docs, {
    description: 'The key of a feature flag, as its provider knows it.',
    examples: ['checkout-release'],
  });
}

/** What a flag can be compared with. */
export function flagValue(text: z.core.$ZodType<string, string>, mend: string) {
  docs.add(text, { description: 'Of a flag with texts.' });
  return z.union(
    [
      z.boolean({ error: mend }).register(docs, { description: 'Of a flag that is on or off.' }),
      text,
      z.number({ error: mend }).register(docs, { description: 'Of a flag with numbers.' }),
    ],
    { error: mend },
  );
}

const IS_MEND = 'write true, false, a text or a number';
/** What says more about a flag, beside its key. */
export const flagKeys = {
  is: z.optional(flagValue(z.string({ error: IS_MEND }), IS_MEND)).register(docs, {
    description: 'The gate is open where the flag has this value: true, false, a text or a number.',
    default: true,
    examples: [true, 'everyone'],
  }),
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  then: z.optional(z.enum(GUARD_POLICIES)).register(docs, {
    description:
      "What follows where a flag's gate closes during the rollout. hold: no step forward until it is open. pause: wait for a person. rollback: go back.",
    default: 'pause',
  }),
  unknown: z.optional(z.enum(FLAG_UNKNOWNS)).register(docs, {
    description:
      "How a flag's gate stands where the flag cannot be evaluated: its provider does not answer, knows no such flag, or has a value of another type.",
    default: 'closed',
  }),
};

export const FLAG_MEND = 'write the key of a flag, such as checkout-release, or { flag: ..., is: true }';
const FlagForm = mapping({ flag: flagKey(), ...flagKeys }, FLAG_MEND);

export function flagGate({
  flag,
  is = true,
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  then = 'pause',
  unknown = 'closed',
}: z.output<typeof FlagForm>): FlagGate {
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  return { kind: 'flag', key: flag, is, then, unknown };
}

const Flag = z.pipe(FlagForm, z.transform(flagGate));

const LIST_MEND = `${FLAG_MEND}, or a list of these`;
const FlagShort = short(flagKey(), (flag) => ({ flag }), Flag);
/** Flags of a step. */
export const Flags = z.union(
  [
    z.pipe(
      FlagShort,
      z.transform((only: FlagGate): readonly FlagGate[] => [only]),
    ),
    z.pipe(
      Flag,
      z.transform((only: FlagGate): readonly FlagGate[] => [only]),
    ),
    z.array(z.union([FlagShort, Flag], { error: FLAG_MEND }), { error: LIST_MEND }),
  ],
  { error: LIST_MEND },
);
export type FlagGateText = z.input<typeof FlagForm>;

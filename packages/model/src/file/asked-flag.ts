import * as z from 'zod/mini';
import { ASKED_TYPES } from '../asked-flags.ts';
import type { AskedFlag, AskedType } from '../asked-flags.ts';
import { fault, faulty } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import type { FlagValue } from '../flags.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { flagKeys } from './flag-gate.ts';
import { mapping, refuse, short, written } from './scalars.ts';

/** Flags as a person asks for them: one or a list, keys and mappings. */

const KEY_MEND = 'write the key of a flag, such as checkout-release';
function parseKey(text: string): Parsed<string> {
  const line = parseLine(255, KEY_MEND)(text);
  if (!line.ok || !/[=<]/.test(line.value)) return line;
  // The runner reads name=value and name<<delimiter: what follows would not be the value any more.
  return faulty(
    `is ${quote(text)}`,
    "no output's name may hold = or <",
    'ask for a flag whose key has neither',
  );
}
const Key = written(parseKey, KEY_MEND);

const MEND =
  'write the key of a flag, such as checkout-release, or { flag: ..., is: true }, or { flag: ..., type: object }';
const Form = mapping(
  {
    flag: Key,
    is: flagKeys.is,
    type: z.optional(z.enum(ASKED_TYPES)),
    unknown: flagKeys.unknown,
  },
  MEND,
).check(
  z.check((payload) => {
    const { is, type } = payload.value;
    if (is === undefined || type === undefined || typeOf(is) === type) return;
    const why = `the type is ${type}`;
    const mend = type === 'object' ? 'remove it: an object is only read' : EXAMPLES[type];
    refuse(payload, fault(`is ${typeof is === 'string' ? quote(is) : is}`, why, mend), ['is']);
  }),
);
const EXAMPLES = {
  boolean: 'write true or false, or leave the type out',
  string: 'write a text in quotes, or leave the type out',
  number: 'write a number without quotes, or leave the type out',
} as const;

function asked({ flag, is, type, unknown }: z.output<typeof Form>): AskedFlag {
  const kind = type ?? (is === undefined ? 'boolean' : typeOf(is));
  const wanted = is ?? (kind === 'boolean' ? true : null);
  // What is only read closes nothing, unless it is told to.
  return { key: flag, type: kind, is: wanted, unknown: unknown ?? (wanted === null ? 'open' : 'closed') };
}

function typeOf(value: FlagValue): Exclude<AskedType, 'object'> {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'number' : 'string';
}

const Long = z.pipe(Form, z.transform(asked));
const Short = short(Key, (flag) => ({ flag }), Long);
const only = z.transform((one: AskedFlag): readonly AskedFlag[] => [one]);
const LIST_MEND = `${MEND}, or a list of these`;

export const AskedFlags = z.union(
  [
    z.pipe(Short, only),
    z.pipe(Long, only),
    z.array(z.union([Short, Long], { error: MEND }), { error: LIST_MEND }),
  ],
  { error: LIST_MEND },
);

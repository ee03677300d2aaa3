import * as z from 'zod/mini';
import type { Fault, Parsed } from '../fault.ts';
import { fault } from '../fault.ts';
import { DURATION, parseDuration, withUnit } from '../text/duration.ts';
import { NAME, parseName } from '../text/name.ts';
import { PERCENT, parsePercent } from '../text/percent.ts';
import { quote } from '../text/quote.ts';
import type { Millis, Percent } from '../units.ts';

/**
 * Building blocks of the delivery file's schemas. The error text of a schema is the mend: what to write instead; of
 * unknown keys it is the list of those that are known. `issues.ts` makes sentences of them.
 */

/** What editors and the reference show of a key; the other members go into the JSON Schema as they are. */
export interface KeyDoc extends Pick<
  z.core.JSONSchema.BaseSchema,
  'default' | 'examples' | 'pattern' | 'minItems' | 'uniqueItems' | 'minProperties' | 'oneOf'
> {
  readonly description: string;
}
export const docs = z.registry<KeyDoc>();

/** A mapping that refuses unknown keys. */
export function mapping<S extends z.core.$ZodLooseShape>(shape: S, mend: string) {
  const known = Object.keys(shape).join(' ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : mend) });
}

/** A key that may be left out, with the text that then counts as written. */
export function byDefault<S extends z.core.$ZodType>(schema: S, text: z.core.input<S>, doc: KeyDoc) {
  const key = z.prefault(schema, text);
  docs.add(key, doc);
  return key;
}

/** A short form, and how to write it in the long form that `long` reads. */
export function short<S extends z.core.$ZodType, O, I>(
  brief: S,
  lengthen: (text: z.core.output<S>) => I,
  long: z.core.$ZodType<O, Awaited<I>>,
) {
  const lengthened = z.transform<z.core.output<S>, I>(lengthen);
  return z.pipe(z.pipe(brief, lengthened), long);
}

/**
 * A list of texts, none twice; short form: the only one. An empty list, which could be read in two ways, is refused: `mend`
 * says what to write.
 */
export function oneOrMore<T extends string>(item: z.core.$ZodType<T, T>, mend: string) {
  return z.union(oneOrMoreForms(item, mend), { error: mend });
}

/** Its short form and its long one, for a union with further forms. */
export function oneOrMoreForms<T extends string>(item: z.core.$ZodType<T, T>, mend: string) {
  const list = z
    .array(item, { error: mend })
    .check(
      z.check((payload: z.core.ParsePayload<T[]>) => {
        const texts = payload.value;
        if (texts.length === 0) refuse(payload, fault('is an empty list', null, mend));
        for (const [index, text] of texts.entries()) {
          if (texts.indexOf(text) === index) continue;
          const found = fault(`is ${quote(text)}`, 'it is listed already', 'remove one of the two');
          refuse(payload, found, [index]);
        }
      }),
    )
    .register(docs, { description: 'None twice.', minItems: 1, uniqueItems: true });
  return [short(item, (only) => [only], list), list] as const;
}

/** Reports a fault from inside a check or transform. */
export function refuse(payload: z.core.ParsePayload, found: Fault, path: (string | number)[] = []): void {
  payload.issues.push({ code: 'custom', input: payload.value, path, params: { ...found } });
}

type Mend = string | ((issue: { readonly input?: unknown }) => string);

/** Text that `parse` reads; kept as it was written. */
export function written<T>(parse: (text: string) => Parsed<T>, mend: Mend) {
  return z.string({ error: mend }).check(
    z.check((payload: z.core.ParsePayload<string>) => {
      const read = parse(payload.value);
      if (!read.ok) refuse(payload, read.fault);
    }),
  );
}

/** Text that `parse` reads; becomes the value. */
export function read<T>(parse: (text: string) => Parsed<T>, mend: Mend) {
  return z.pipe(
    z.string({ error: mend }),
    z.transform((text: string, payload): T => {
      const value = parse(text);
      if (value.ok) return value.value;
      refuse(payload, value.fault);
      return z.NEVER;
    }),
  );
}

/** The names of a mapping's entries. */
export function keyName() {
  return written((text): Parsed<string> => {
    const read = parseName(text);
    return read.ok ? read : { ok: false, fault: { ...read.fault, what: 'cannot stand' } };
  }, 'choose a name').register(docs, {
    description: 'A name: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last.',
    pattern: NAME.source,
  });
}

function durationFrom(least: string, most: string | null = null) {
  return (text: string): Parsed<Millis> => {
    const length = parseDuration(text);
    if (!length.ok) return length;
    const [shortest, longest] = [parseDuration(least), most === null ? null : parseDuration(most)];
    if (shortest.ok && length.value < shortest.value)
      return { ok: false, fault: fault(`is ${text}`, 'too short', `write at least ${least}`) };
    if (longest?.ok === true && length.value > longest.value)
      return { ok: false, fault: fault(`is ${text}`, 'too long', `write at most ${most}`) };
    return length;
  };
}

function durationMend(issue: { readonly input?: unknown }): string {
  return typeof issue.input === 'number'
    ? withUnit(issue.input)
    : 'write a length of time, such as 30s, 5m or 1h30m';
}

export function duration(least = '0s', most: string | null = null) {
  return read(durationFrom(least, most), durationMend).register(docs, DURATION_DOC);
}

export function writtenDuration(least = '0s') {
  return written(durationFrom(least), durationMend).register(docs, DURATION_DOC);
}
const DURATION_DOC = {
  description: 'A length of time: 250ms, 30s, 5m, 1h30m, 2d.',
  pattern: DURATION.source,
};

function percentMend(issue: { readonly input?: unknown }): string {
  return typeof issue.input === 'number' ? `write ${issue.input}%` : 'write a percentage, such as 5%';
}

/** What is wrong with a percentage that a key does not take, which may be above 100; null where it is in range. */
type OutOfRange = (value: number) => Omit<Fault, 'what'> | null;

export function percentage(outOfRange: OutOfRange) {
  return read(percentOf(outOfRange), percentMend).register(docs, PERCENT_DOC);
}

export function writtenPercentage(outOfRange: OutOfRange) {
  return written(percentOf(outOfRange), percentMend).register(docs, PERCENT_DOC);
}
const PERCENT_DOC = { description: 'A percentage with its sign: 5%, 99.9%.', pattern: PERCENT.source };

function percentOf(outOfRange: OutOfRange) {
  return (text: string): Parsed<Percent> => {
    const wrong = PERCENT.test(text) ? outOfRange(Number(text.slice(0, -1))) : null;
    return wrong === null ? parsePercent(text) : { ok: false, fault: { what: `is ${text}`, ...wrong } };
  };
}

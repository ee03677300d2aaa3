import type * as z from 'zod/mini';
import { fault } from './fault.ts';
import type { Fault } from './fault.ts';
import { quote } from './text/quote.ts';
import { instead, nearest } from './text/suggest.ts';

/** A fault and the path of the value that has it. */
export interface PathFault {
  readonly path: readonly PropertyKey[];
  /** What is at fault: the key, or its value. */
  readonly part: 'key' | 'value';
  readonly fault: Fault;
  /** The known key that an unknown one was meant to be. */
  readonly meant?: readonly PropertyKey[];
}

/** What the schemas found, in the words of a delivery file. `root` is the value that was parsed. */
export function faultsOf(root: unknown, issues: readonly z.core.$ZodIssue[]): readonly PathFault[] {
  const faults = issues.flatMap((issue) => faultsOfIssue(root, [], issue));
  // A key that is there but misspelt is not missing too.
  const meant = new Set(faults.map((found) => (found.meant === undefined ? '' : pathText(found.meant))));
  return faults.filter(({ path }) => !meant.has(pathText(path)));
}

function faultsOfIssue(
  root: unknown,
  prefix: readonly PropertyKey[],
  issue: z.core.$ZodIssue,
): readonly PathFault[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(root, path);
  const at = (found: Fault, part: 'key' | 'value' = 'value'): readonly PathFault[] => [
    { path, part, fault: found },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, issue.message.split(' ')));
    case 'invalid_type':
      if (value === undefined) return at(missing(path, issue.message));
      return at(
        fault(`${pathText(path)} ${isWhat(value)}`, `${nounOf(issue.expected)} belongs here`, issue.message),
      );
    case 'invalid_value': {
      if (value === undefined) return at(missing(path, `write one of ${issue.values.join(', ')}`));
      const known = issue.values.map(String);
      return at(
        fault(
          `${pathText(path)} ${isWhat(value)}`,
          null,
          typeof value === 'string' ? instead(value, known) : `write one of ${known.join(', ')}`,
        ),
      );
    }
    case 'invalid_union':
      return faultsOfUnion(root, path, value, issue);
    case 'invalid_key':
      return issue.issues.flatMap((inner) => {
        const { what, ...rest } = customFault(inner);
        return at(
          {
            what: `the name ${quote(String(path.at(-1)))} in ${pathText(path.slice(0, -1))} ${what}`,
            ...rest,
          },
          'key',
        );
      });
    case 'custom': {
      const { what, ...rest } = customFault(issue);
      return at({ what: `${pathText(path)} ${what}`, ...rest });
    }
    case 'too_small':
    case 'too_big':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
      return at(fault(`${pathText(path)} ${isWhat(value)}`, null, issue.message));
  }
}

function unknownKey(parent: readonly PropertyKey[], key: string, known: readonly string[]): PathFault {
  const where = parent.length === 0 ? '' : ` in ${pathText(parent)}`;
  const near = nearest(key, known);
  return {
    path: [...parent, key],
    part: 'key',
    fault: fault(`unknown key ${quote(key)}${where}`, null, instead(key, known)),
    ...(near === null ? {} : { meant: [...parent, near] }),
  };
}

function missing(path: readonly PropertyKey[], mend: string): Fault {
  return fault(`${pathText(path.slice(0, -1))} has no ${quote(String(path.at(-1)))}`, null, mend);
}

/** Of several forms, the one that was meant is told by the kind of value that stands there. */
function faultsOfUnion(
  root: unknown,
  path: readonly PropertyKey[],
  value: unknown,
  issue: z.core.$ZodIssueInvalidUnion,
): readonly PathFault[] {
  if (value === undefined) return [{ path, part: 'value', fault: missing(path, issue.message) }];
  const meant = issue.errors.find((branch) => !branch.some((inner) => isOtherKind(inner, value)));
  if (meant !== undefined) return meant.flatMap((inner) => faultsOfIssue(root, path, inner));
  const kinds = new Set(
    issue.errors.flat().map((inner) => (inner.code === 'invalid_type' ? nounOf(inner.expected) : 'text')),
  );
  // A number stands where the short form's text was meant, which knows best how to write it.
  const brief = issue.errors
    .flat()
    .find((inner) => inner.code === 'invalid_type' && inner.expected === 'string');
  const mend = typeof value === 'number' && brief !== undefined ? brief.message : issue.message;
  const why = `${[...kinds].join(' or ')} belongs here`;
  return [{ path, part: 'value', fault: fault(`${pathText(path)} ${isWhat(value)}`, why, mend) }];
}

function isOtherKind(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value !== 'string');
}

/** The fault that a check of our own has put into its issue. */
function customFault(issue: z.core.$ZodIssue): Fault {
  const params = issue.code === 'custom' ? issue.params : undefined;
  const why = textOf(params?.['why']);
  return fault(textOf(params?.['what']) ?? 'is not valid', why, textOf(params?.['mend']) ?? issue.message);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  return value;
}

/** `environments.production.strategy.canary[1]`; of the empty path "the file". */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(String(step))) text += `${text === '' ? '' : '.'}${String(step)}`;
    else text += `[${quote(String(step))}]`;
  }
  return text === '' ? 'the file' : text;
}

function isWhat(value: unknown): string {
  if (value === null || value === undefined) return 'is empty';
  // Whoever knows the address of a webhook can write there.
  if (typeof value === 'string') return value.includes('://') ? 'is an address' : `is ${quote(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? 'is an empty list' : 'is a list';
  return typeof value === 'number' || typeof value === 'boolean' ? `is ${value}` : 'is a mapping';
}

function nounOf(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    default:
      return 'a mapping';
  }
}

import type { Counts } from '@glidepath/analysis';
import { searchJson, type HttpSource } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import { expressionFor } from './request.ts';

/** The two numbers in an answer, or why they are none, in one clause and with the mend. */
export type Counted =
  | { readonly ok: true; readonly counts: Counts }
  | { readonly ok: false; readonly why: string; readonly mend: string };

/** Total: whatever the answer is, it tells. */
export function countsIn({ total, bad }: HttpSource, release: string, json: unknown): Counted {
  const all = numberAt('total', total, release, json);
  if (typeof all !== 'number') return all;
  const failed = numberAt('bad', bad, release, json);
  if (typeof failed !== 'number') return failed;
  if (failed > all) return wrong(`bad is ${failed} of ${all}`, 'bad must be a part of total: check both');
  return { ok: true, counts: { bad: failed, total: all } };
}

function numberAt(
  key: string,
  expression: string,
  release: string,
  data: unknown,
): number | Extract<Counted, { ok: false }> {
  const own = expressionFor(expression, release);
  if (own === null) {
    const why = `the release ${shown(release)} has quotes or a backslash in its name, which can't stand in ${key}`;
    return wrong(why, 'write {release} into the request instead, or take another value under release');
  }
  const found = evaluated(own, data);
  if (!found.ok)
    return wrong(`${key} can't be reckoned: ${shown(found.error)}`, 'try the expression on an answer');
  const { value } = found;
  if (value === null || value === undefined)
    return wrong(`${key} finds nothing in the answer`, 'try the expression on an answer');
  if (typeof value === 'number') {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
    return wrong(`${key} is ${value}, and a count is 0 or more`, 'look at what the endpoint answers');
  }
  const text = typeof value === 'string';
  return wrong(
    `${key} finds ${text ? 'a text' : nameOf(value)}, not a number`,
    text ? 'write to_number(...) around the expression' : 'name one number, or add them up with sum(...)',
  );
}

function nameOf(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}

type Evaluated =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

function evaluated(expression: string, data: unknown): Evaluated {
  try {
    return { ok: true, value: searchJson(expression, data) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function wrong(why: string, mend: string): Extract<Counted, { ok: false }> {
  return { ok: false, why, mend };
}

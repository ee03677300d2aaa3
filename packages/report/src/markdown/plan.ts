import type { Diagnostic } from '@glidepath/model';
import { spanText, weightText, type SimulateAnswer } from '@glidepath/simulation';
import { simulationMarkdown } from '../simulation/markdown.ts';
import { waveText, type WaveWords } from '@glidepath/rollout';
import { code, plain, table } from './escape.ts';

/** What a delivery will do, environment by environment. */
export interface PlanShown {
  readonly file: string;
  readonly service: string;
  readonly environments: readonly EnvironmentShown[];
  /** The delivery file with every default. */
  readonly yaml: string;
  /** By environment; none where no traffic is known. */
  readonly simulations: readonly SimulateAnswer[];
}

export interface EnvironmentShown {
  readonly environment: string;
  readonly after: string | null;
  readonly strategy: string;
  readonly stages: readonly {
    readonly kind: 'step' | 'watch';
    readonly weight: number;
    /** Null: there are no waves of targets. */
    readonly wave: WaveWords | null;
    readonly approval: boolean;
    readonly bake: { readonly shortestMs: number; readonly longestMs: number | null } | null;
  }[];
  readonly shortestMs: number;
  /** Null: without end. */
  readonly longestMs: number | null;
  readonly flags: readonly FlagShown[];
  /** Null: there is nothing that could change, or it was not asked. */
  readonly changes: ChangesShown | null;
}

/** What would change in the target. */
export type ChangesShown =
  | {
      readonly kind: 'changes';
      readonly changes: readonly {
        readonly action: string;
        readonly what: string;
        readonly when: string;
        readonly diff: readonly string[];
      }[];
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** A flag that a gate or a step waits for, or that is the target. */
export interface FlagShown {
  readonly key: string;
  readonly usedBy: string;
  readonly is: boolean | string | number | null;
  readonly open: boolean | null;
  readonly state: string | null;
  /** ISO 8601. */
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  readonly advice: string | null;
  readonly trouble: string | null;
}

/** GitHub takes a comment of 65,536 characters; the rest is for the mark by which it is found again. */
const MOST_CHARACTERS = 65_000;

/**
 * A comment on a pull request, or a job's summary. Where it is too long, the file's defaults are left out first, then
 * simulations, then environments, and it says so.
 */
export function renderPlan({ file, service, environments, simulations, yaml }: PlanShown): string {
  const heading = [
    `## ${plain(service)}: what its delivery would do`,
    `${code(file)} is valid.${simulations.length === 0 ? ' With the input `rps`, its rollouts are simulated too.' : ''}`,
  ];
  const plans = environments.map(environmentMarkdown);
  const simulated = environments.map(({ environment }, index) => {
    const simulation = simulations.find((one) => one.environment === environment);
    const plan = plans[index] ?? '';
    return simulation === undefined ? plan : `${plan}\n\n${simulationMarkdown(simulation).trimEnd()}`;
  });
  const defaults = `<details><summary>With every default</summary>\n\n${fenced(yaml)}\n\n</details>`;
  const whole = joined([...heading, ...simulated, defaults]);
  if (whole.length <= MOST_CHARACTERS) return whole;
  const cut = [...heading, 'Some of it is left out, because a comment holds 65,536 characters.'];
  const withoutDefaults = joined([...cut, ...simulated]);
  if (withoutDefaults.length <= MOST_CHARACTERS) return withoutDefaults;
  return joined([...cut, ...fitting(plans, MOST_CHARACTERS - joined(cut).length)]);
}

function joined(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

/** The first of the parts that have room together, each with the two line ends before it. */
function fitting(parts: readonly string[], room: number): readonly string[] {
  let left = room;
  const none = parts.findIndex((part) => (left -= part.length + 2) < 0);
  return none === -1 ? parts : parts.slice(0, none);
}

function environmentMarkdown(plan: EnvironmentShown): string {
  const { environment, after, strategy, stages, shortestMs, longestMs, flags, changes } = plan;
  const whole = longestMs === null ? 'without end by its policies' : `at most ${spanText(longestMs)}`;
  return [
    `### ${plain(environment)}: ${strategy}${after === null ? '' : `, after ${plain(after)}`}`,
    table(
      ['Step', 'Weight', 'Stays'],
      stages.map((stage, index) => [
        stage.kind === 'watch' ? 'watch' : String(index + 1),
        shareText(stage),
        stayText(stage),
      ]),
    ),
    `In all at least ${spanText(shortestMs)}, ${whole}; starting, stopping and waiting for people not counted.`,
    ...(flags.length === 0 ? [] : flagsMarkdown(flags)),
    ...(changes === null ? [] : [changesMarkdown(changes)]),
  ].join('\n\n');
}

/** Folded: a person looks at it once. */
function changesMarkdown(found: ChangesShown): string {
  if (found.kind === 'unknown') return `⚠️ What would change in the target is not known: ${plain(found.why)}`;
  const { changes, notes } = found;
  return [
    `<details><summary>${changes.length === 1 ? '1 change' : `${changes.length} changes`} in the target</summary>`,
    ...changes.flatMap(({ action, what, when, diff }) => [
      `${action} ${code(what)}, ${plain(when)}`,
      ...(diff.length === 0 ? [] : [fenced(diff.join('\n'), 'diff')]),
    ]),
    ...notes.map(plain),
    '</details>',
  ].join('\n\n');
}

/** The flags as they stand; below them what can go, and what could not be asked. */
function flagsMarkdown(flags: readonly FlagShown[]): readonly string[] {
  const notes = [
    ...linesOf(
      '🧹',
      flags.map(({ advice }) => advice),
    ),
    ...linesOf(
      '⚠️',
      flags.map(({ trouble }) => trouble),
    ),
  ];
  return [
    table(['Flag', 'Named by', 'Waits for', 'Now', 'Last change'], flags.map(flagRow)),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ];
}

/** Each text once: a flag may be named twice. */
function linesOf(sign: string, texts: readonly (string | null)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== null))].map((text) => `- ${sign} ${plain(text)}`);
}

function flagRow(flag: FlagShown): readonly string[] {
  const { key, usedBy, is, open, state, changedAt, changedBy, trouble } = flag;
  const stand = open === null ? '' : open ? ' (open)' : ' (closed)';
  return [
    code(key),
    plain(usedBy),
    is === null ? '' : `${code(JSON.stringify(is))}${stand}`,
    state === null ? (trouble === null ? 'not asked' : 'not known') : plain(state),
    changedAt === null
      ? ''
      : `${changedAt.slice(0, 10)}${changedBy === null ? '' : ` by ${plain(changedBy)}`}`,
  ];
}

function shareText({ weight, wave }: EnvironmentShown['stages'][number]): string {
  const inAll = weightText(weight);
  return wave === null ? inAll : `${inAll} (${plain(waveText(wave, weightText(wave.weight)))})`;
}

function stayText({ wave, bake, approval }: EnvironmentShown['stages'][number]): string {
  const stay =
    bake === null
      ? `no traffic${wave === null ? '' : ' in this wave yet'}, so nothing to judge`
      : `at least ${spanText(bake.shortestMs)}, ${bake.longestMs === null ? 'without end' : `at most ${spanText(bake.longestMs)}`}`;
  return approval ? `${stay}, then waits for approval` : stay;
}

/** Everything that is wrong with a delivery file, for the same places; what does not fit is counted. */
export function renderFaults(file: string, diagnostics: readonly Diagnostic[]): string {
  const heading = `## ❌ ${code(file)} can not be used`;
  const head = ['Line', 'What is wrong', 'How to mend it'];
  const rows = diagnostics.map(({ line, column, what, why, mend }) => [
    `${line}:${column}`,
    plain([what, why].filter((clause) => clause !== undefined).join(', ')),
    plain(mend),
  ]);
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  const shown = fitting(lines, MOST_CHARACTERS - REST).length;
  const left = rows.length - shown;
  return joined([
    heading,
    table(head, rows.slice(0, shown)),
    ...(left === 0 ? [] : [`And ${left} more; the log of the run has them all.`]),
  ]);
}

/** More than the heading, the table's head and the last line take. */
const REST = 1_500;

/** Text as it is, whatever it holds. */
function fenced(text: string, language = 'yaml'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

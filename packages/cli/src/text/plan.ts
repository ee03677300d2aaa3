import { formatPercent, percent } from '@glidepath/model';
import { waveText } from '@glidepath/rollout';
import type {
  EnvironmentForecast,
  EnvironmentPlan,
  PlanAnswer,
  PlannedChanges,
  PlannedFlag,
  Stage,
} from '@glidepath/verbs/plan';
import type { Colours } from '../terminal.ts';
import { columns, printable, span, weightText } from './layout.ts';

/** What a delivery will do: the file with every default, then each environment's way. */
export function planText({ environments }: PlanAnswer, yaml: string, colours: Colours): string {
  return [colours.dim(yaml.trimEnd()), ...environments.map((one) => environmentText(one, colours))].join(
    '\n\n',
  );
}

function environmentText(plan: EnvironmentPlan, colours: Colours): string {
  const { environment, after, strategy, stages, shortestMs, longestMs, forecast, flags, changes } = plan;
  const whole = longestMs === null ? 'without end by its policies' : `at most ${span(longestMs)}`;
  return [
    colours.bold(`${environment}: ${strategy}`) + (after === null ? '' : `, after ${after}`),
    columns(stages.map((stage, index) => ['', ...stageCells(stage, index)])),
    `  in all at least ${span(shortestMs)}, ${whole}; starting, stopping and waiting for people not counted`,
    ...(forecast === null ? [] : [forecastText(forecast, colours)]),
    ...(flags.length === 0 ? [] : [flagsText(flags, colours)]),
    ...(changes === null ? [] : [changesText(changes, colours)]),
  ].join('\n');
}

function stageCells({ kind, weight, wave, approval, bake }: Stage, index: number): readonly string[] {
  const stay =
    bake === null
      ? `no traffic${wave === null ? '' : ' in this wave yet'}, so nothing to judge`
      : `at least ${span(bake.shortestMs)}, ${bake.longestMs === null ? 'without end' : `at most ${span(bake.longestMs)}`}`;
  return [
    kind === 'watch' ? 'watch' : `step ${index + 1}`,
    weightText(weight) + (wave === null ? '' : ` (${printable(waveText(wave, weightText(wave.weight)))})`),
    `${stay}${approval ? ', then waits for approval' : ''}`,
  ];
}

/** The flags that it names, as they stand; below them what can go, and what could not be asked. */
export function flagsText(flags: readonly PlannedFlag[], { bold, green, yellow }: Colours): string {
  return [
    bold('flags'),
    columns(flags.map((flag) => ['', ...flagCells(flag)])),
    ...linesOf(flags.map(({ advice }) => advice)).map((text) => green(`  > ${text}`)),
    ...linesOf(flags.map(({ trouble }) => trouble)).map((text) => yellow(`  ! ${text}`)),
  ].join('\n');
}

/** What would change in the target, each with its diff. */
export function changesText(found: PlannedChanges, colours: Colours): string {
  const { bold, dim, yellow } = colours;
  const head = bold('changes in the target');
  if (found.kind === 'unknown') return [head, yellow(`  ! not known: ${printable(found.why)}`)].join('\n');
  return [
    head,
    ...found.changes.flatMap(({ action, what, when, diff }) => [
      `  ${action} ${bold(printable(what))}, ${when}`,
      ...diff.map((line) => `    ${diffLine(line, colours)}`),
    ]),
    ...found.notes.map((note) => dim(`  ${printable(note)}`)),
  ].join('\n');
}

function diffLine(line: string, { green, red, dim }: Colours): string {
  const [indent = ''] = /^[-+@]?\s*/.exec(line) ?? [];
  const text = indent + printable(line.slice(indent.length));
  if (line.startsWith('+')) return green(text);
  if (line.startsWith('-')) return red(text);
  return line.startsWith('@') ? dim(text) : text;
}

/** Each text once: a flag may be named twice. */
function linesOf(texts: readonly (string | null)[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => (text === null ? [] : [printable(text)])))];
}

function flagCells({
  key,
  usedBy,
  is,
  open,
  state,
  changedAt,
  changedBy,
  trouble,
}: PlannedFlag): readonly string[] {
  const now = open === null ? '' : open ? ', open' : ', closed';
  const by = changedBy === null ? '' : ` by ${printable(changedBy)}`;
  return [
    printable(key),
    usedBy,
    is === null ? '' : `waits for ${printable(JSON.stringify(is))}${now}`,
    state === null ? (trouble === null ? 'not asked' : 'not known') : printable(state),
    changedAt === null ? '' : `changed ${changedAt.slice(0, 10)}${by}`,
  ];
}

export function forecastText(forecast: EnvironmentForecast, { bold, yellow }: Colours): string {
  const { rps, baseRates, stages, healthyMs, warnings } = forecast;
  const rates = Object.entries(baseRates).map(
    ([slo, rate]) => `${formatPercent(percent(rate * 100))} miss ${slo}`,
  );
  const rows = stages.map(({ kind, weight, candidateRps, healthyMs: healthy, breach }) => [
    '',
    kind === 'watch' ? 'watch' : weightText(weight),
    `${Number(candidateRps.toPrecision(3))}/s`,
    `healthy: ${healthy === null ? 'not within a day' : span(healthy)}`,
    ...breach.map(
      ({ factor, afterMs }) => `x${factor}: ${afterMs === null ? 'not within a day' : span(afterMs)}`,
    ),
  ]);
  return [
    `${bold(`forecast at ${Number(rps.toPrecision(3))} requests/s`)} where today ${rates.join(', ')}; the median, each on its own`,
    columns(rows),
    healthyMs === null
      ? '  a healthy release is not promoted by itself'
      : `  a healthy release is promoted after about ${span(healthyMs)}`,
    ...warnings.map((warning) => yellow(`  ! ${warning}`)),
  ].join('\n');
}

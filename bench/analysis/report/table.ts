import type picocolors from 'picocolors';
import type { Cell } from '../measure/cell.ts';
import type { Goal } from '../measure/goals.ts';
import { OUR_JUDGE } from '../measure/goals.ts';
import { RELEASE_NAMES, type ReleaseName, type Scenario } from '../world/scenario.ts';
import { conditionsText, countText, percentText, secondsText } from './figures.ts';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** False rollbacks above this stand out. */
const MANY_FALSE_ROLLBACKS = 0.02;
/** As above, for regressions that were promoted. */
const MANY_PROMOTED = 0.05;

/** One scenario: a line a judge, then the goals. */
export function scenarioTable(
  scenario: Scenario,
  cells: readonly Cell[],
  goals: readonly Goal[],
  colour: Colours,
): readonly string[] {
  const own = cells.filter((cell) => cell.scenario === scenario.name);
  const judges = [...new Set(own.map(({ judge }) => judge))];
  const releases = RELEASE_NAMES.filter((name) => own.some(({ release }) => release === name));
  const width = Math.max(...judges.map((name) => name.length)) + 1;
  const cellOf = (judge: string, release: ReleaseName): Cell | undefined =>
    own.find((cell) => cell.judge === judge && cell.release === release);
  return [
    `${colour.bold(scenario.name)}: ${scenario.about} ${colour.dim(`(${conditionsText(scenario)})`)}`,
    colour.dim(
      ' '.repeat(width) + releases.map((name) => `| ${HEADS[name][0]}`.padEnd(WIDTHS[name])).join(''),
    ),
    colour.dim(
      ' '.repeat(width) + releases.map((name) => `| ${HEADS[name][1]}`.padEnd(WIDTHS[name])).join(''),
    ),
    ...judges.map((judge) => {
      const name = judge.padEnd(width);
      const rest = releases.map(
        (release) => `${colour.dim('|')} ${cellText(cellOf(judge, release), release, colour)}`,
      );
      return (judge === OUR_JUDGE ? colour.bold(name) : name) + rest.join('');
    }),
    ...goals.map((goal) => `  ${markOf(goal, colour)} ${goal.what}: ${goal.figures}`),
  ];
}

const HEADS: Readonly<Record<ReleaseName, readonly [string, string]>> = {
  healthy: ['healthy', 'rolled back promoted      at'],
  x2: ['x2', '   found      at  passed   excess'],
  x5: ['x5', '   found      at  passed   excess'],
  x10: ['x10', '   found      at  passed   excess'],
};
const WIDTHS: Readonly<Record<ReleaseName, number>> = { healthy: 32, x2: 37, x5: 37, x10: 37 };

function cellText(cell: Cell | undefined, release: ReleaseName, colour: Colours): string {
  if (cell === undefined) return ' '.repeat(WIDTHS[release] - 2);
  const { rolledBack, promoted, medianRollbackS, medianPromoteS, excessBad } = cell;
  if (release === 'healthy') {
    const paint = rolledBack > MANY_FALSE_ROLLBACKS ? colour.red : plain;
    const text = [percentText(promoted).padStart(9), secondsText(medianPromoteS).padStart(8)].join('');
    return `${paint(percentText(rolledBack).padStart(11))}${text}  `;
  }
  const paint = promoted > MANY_PROMOTED ? colour.red : plain;
  const found = `${percentText(rolledBack).padStart(8)}${secondsText(medianRollbackS).padStart(8)}`;
  return `${found}${paint(percentText(promoted).padStart(8))}${countText(excessBad).padStart(9)}  `;
}

function plain(text: string): string {
  return text;
}

function markOf({ met }: Goal, colour: Colours): string {
  if (met === null) return colour.dim('-');
  return met ? colour.green('met   ') : colour.red('missed');
}

/** How many goals are met, and which are not. */
export function goalSummary(goals: readonly Goal[], colour: Colours): readonly string[] {
  const measured = goals.filter(({ met }) => met !== null);
  const missed = measured.filter(({ met }) => met === false);
  const count = `${measured.length - missed.length} of ${measured.length} goals met`;
  return [
    missed.length === 0 ? colour.green(count) : colour.bold(count),
    ...missed.map(
      ({ scenario, what, figures }) => `  ${colour.red('missed')} ${scenario}: ${what}: ${figures}`,
    ),
  ];
}

/** Which judge finds bad releases, how soon, and at what price: the same simulated rollouts before all of them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import pc from 'picocolors';
import { cellOf, type Cell } from './measure/cell.ts';
import { goalsOf, type Goal } from './measure/goals.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { renderPage } from './report/page.ts';
import { Progress } from './report/progress.ts';
import { goalSummary, scenarioTable } from './report/table.ts';
import { columnsOf, tasksOf } from './run/plan.ts';
import { performAll } from './run/pool.ts';

const MISSED = 1;
const REFUSED = 2;

/** Takes the arguments after the benchmark's name and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const read = await readOptions(args);
  if (!read.ok) {
    for (const fault of read.faults) console.error(fault);
    return REFUSED;
  }
  if (read.options === null) {
    console.log(HELP);
    return 0;
  }
  const { options } = read;
  const from = performance.now();
  const tasks = tasksOf(options);
  const progress = new Progress(tasks, process.stderr);
  const results = await performAll(tasks, options.workers, (task) => progress.done(task));
  progress.end();

  const columns = columnsOf(options, results);
  const cells = columns.map(cellOf);
  const goals = options.scenarios.flatMap((scenario) => goalsOf(scenario, cells, options.repetitions));
  const { seed, repetitions } = options;
  if (options.json) console.log(JSON.stringify({ benchmark: 'analysis', seed, repetitions, cells }));
  else show(options, cells, goals, performance.now() - from);
  if (options.out !== null) {
    await mkdir(dirname(options.out), { recursive: true });
    await writeFile(options.out, await renderPage(options, columns, cells, goals));
    console.error(`The curves: ${options.out}`);
  }
  return options.check && goals.some(({ met }) => met === false) ? MISSED : 0;
}

function show(options: Options, cells: readonly Cell[], goals: readonly Goal[], tookMs: number): void {
  const colour = pc.createColors(isatty(process.stdout.fd) && pc.isColorSupported);
  for (const scenario of options.scenarios) {
    const own = goals.filter((goal) => goal.scenario === scenario.name);
    for (const line of scenarioTable(scenario, cells, own, colour)) console.log(line);
    console.log('');
  }
  for (const line of goalSummary(goals, colour)) console.log(line);
  const { repetitions, seed, workers } = options;
  const took = `${(tookMs / 1000).toFixed(1)} s on ${workers} thread${workers === 1 ? '' : 's'}`;
  console.log(`${repetitions} rollouts a scenario and release, seed ${seed}, in ${took}.`);
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));

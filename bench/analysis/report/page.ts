import { createHash } from 'node:crypto';
import { Html, json, markup } from '../../../packages/report/src/html/escape.ts';
import type { BenchJudge } from '../judges/judge.ts';
import type { Cell } from '../measure/cell.ts';
import { curveOf, momentsOf, type Curve } from '../measure/curves.ts';
import type { Goal } from '../measure/goals.ts';
import type { Column } from '../run/plan.ts';
import type { Options } from '../options.ts';
import { RELEASE_NAMES, type Scenario } from '../world/scenario.ts';
import { loadAssets } from './assets.ts';
import { conditionsText } from './figures.ts';
import type { ChartData, PageData } from './page-data.ts';
import { cellTable } from './page-table.ts';

type Run = Pick<Options, 'seed' | 'repetitions' | 'scenarios' | 'judges'>;

/** The measured cells and how they came about over time, as one HTML file that asks nobody for anything. */
export async function renderPage(
  run: Run,
  columns: readonly Column[],
  cells: readonly Cell[],
  goals: readonly Goal[],
): Promise<string> {
  const { script, style } = await loadAssets();
  const { seed, repetitions, scenarios, judges } = run;
  const sections = scenarios.map((scenario, i) => {
    const own = columns.filter((column) => column.scenario === scenario);
    return { scenario, charts: chartsOf(own, judges, `chart-${i}`) };
  });
  const data: PageData = {
    judges: judges.map(({ name }) => name),
    charts: sections.flatMap(({ charts }) => charts.map(({ chart }) => chart)),
  };
  const measured = goals.filter(({ met }) => met !== null);
  const met = measured.filter((goal) => goal.met);
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Analysis benchmark</title>
        <style>${new Html(style)}</style>
      </head>
      <body>
        <header>
          <h1>Analysis benchmark</h1>
          <p>
            Shares of simulated rollouts that each judge rolled back or promoted, over time. All judges saw
            the same requests. ${repetitions} rollouts a scenario and release, seed ${seed}. ${met.length} of
            ${measured.length} goals met.
          </p>
          <nav>${scenarios.map(({ name }) => markup`<a href="#${name}">${name}</a>`)}</nav>
        </header>
        <fieldset class="legend">
          <legend class="hidden">Judges shown</legend>
          ${judges.map(legendEntry)}
        </fieldset>
        <main>${sections.map(({ scenario, charts }) => section(scenario, charts, cells, goals))}</main>
        <script type="application/json" id="data">
          ${json(data)}
        </script>
        <script>${new Html(script)}</script>
      </body>
    </html> `.text;
}

interface TitledChart {
  readonly title: string;
  readonly good: boolean;
  readonly chart: ChartData;
}

function chartsOf(
  columns: readonly Column[],
  judges: readonly BenchJudge[],
  prefix: string,
): readonly TitledChart[] {
  return RELEASE_NAMES.flatMap((release) => {
    const own = columns.filter((column) => column.release === release);
    const [first] = own;
    if (first === undefined) return [];
    const curves = own.map(curveOf);
    const { name, minutes } = first.scenario;
    const chart = (ending: 'rolledBack' | 'promoted'): ChartData => ({
      id: `${prefix}-${release}-${ending}`,
      scenario: name,
      moments: momentsOf(minutes),
      lines: judges.map((judge) => lineOf(curves, judge.name, ending)),
    });
    const healthy = release === 'healthy';
    return [
      { title: `${release}: rolled back`, good: !healthy, chart: chart('rolledBack') },
      { title: `${release}: promoted`, good: healthy, chart: chart('promoted') },
    ];
  });
}

function lineOf(curves: readonly Curve[], judge: string, ending: 'rolledBack' | 'promoted') {
  return curves.find((curve) => curve.judge === judge)?.[ending] ?? null;
}

function legendEntry({ name, about }: BenchJudge, index: number): Html {
  return markup`<label title="${about}"
    ><input type="checkbox" checked /><span class="swatch judge-${index}"></span>${name}</label
  >`;
}

function section(
  scenario: Scenario,
  charts: readonly TitledChart[],
  cells: readonly Cell[],
  goals: readonly Goal[],
): Html {
  const { name, about } = scenario;
  return markup`<section id="${name}">
    <h2>${name} <small>${about}</small></h2>
    <p class="quiet">${conditionsText(scenario)}</p>
    <div class="wide">${cellTable(cells.filter((cell) => cell.scenario === name))}</div>
    <ul class="goals">
      ${goals.filter((goal) => goal.scenario === name).map(goalItem)}
    </ul>
    <div class="charts">
      ${charts.map(
        ({ title, good, chart }) =>
          markup`<figure>
            <figcaption id="${chart.id}-title">
              ${title}
              <span class="quiet"
                >${good ? 'higher is better' : 'lower is better'}</span
              >
            </figcaption>
            <div class="chart" id="${chart.id}" role="img" aria-labelledby="${chart.id}-title"></div>
            <p class="readout"></p>
          </figure>`,
      )}
    </div>
  </section>`;
}

function goalItem({ what, met, figures }: Goal): Html {
  const word = met === null ? 'not measured' : met ? 'met' : 'missed';
  return markup`<li>
    <span class="badge ${met === false ? 'bad' : met === true ? 'good' : 'quiet'}">${word}</span> ${what}:
    ${figures}
  </li>`;
}

/** For the page's own security policy: only these two texts may run or style it. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

import uPlot from 'uplot';
import type { ChartData, PageData } from '../report/page-data.ts';

/** Draws the page's charts as they come into sight; the legend's boxes show and hide a judge in all of them. */
const HEIGHT = 170;
const PAPER_WIDTH = 320;
const FONT = '11px system-ui, sans-serif';
/** Lines differ by dash too, for eyes and printers that do not tell their colours apart. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [5, 2],
  [3, 3],
  [10, 3],
  [1, 2],
];

const root = document.documentElement;
const { judges, charts } = readData(document.getElementById('data')?.textContent ?? '');
const boxes = [...document.querySelectorAll<HTMLInputElement>('.legend input')];
const drawn = new Map<HTMLElement, uPlot>();

const sight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target.id);
  },
  { rootMargin: '400px' },
);
for (const { id } of charts) {
  const place = document.getElementById(id);
  if (place !== null) sight.observe(place);
}

for (const box of boxes) {
  box.addEventListener('change', () => {
    for (const plot of drawn.values()) show(plot);
  });
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
addEventListener('beforeprint', () => {
  root.classList.add('printing');
  for (const { id } of charts) draw(id);
  for (const plot of drawn.values()) plot.setSize({ width: PAPER_WIDTH, height: HEIGHT });
  redraw();
});
addEventListener('afterprint', () => {
  root.classList.remove('printing');
  for (const [place, plot] of drawn) plot.setSize({ width: place.clientWidth, height: HEIGHT });
  redraw();
});

function draw(id: string): void {
  const place = document.getElementById(id);
  const chart = charts.find((one) => one.id === id);
  if (place === null || chart === undefined || drawn.has(place)) return;
  const plot = plotOf(chart, place);
  drawn.set(place, plot);
  show(plot);
  sight.unobserve(place);
  new ResizeObserver(() => {
    if (!root.classList.contains('printing') && place.clientWidth !== plot.width) {
      plot.setSize({ width: place.clientWidth, height: HEIGHT });
    }
  }).observe(place);
}

function plotOf({ scenario, moments, lines }: ChartData, place: HTMLElement): uPlot {
  const readout = place.parentElement?.querySelector('.readout') ?? null;
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 24, null, null],
    scales: { x: { time: false }, y: { range: [-2, 102] } },
    axes: [
      {
        ...axis(),
        size: 24,
        incrs: [60, 300, 600, 900, 1_800, 3_600, 7_200, 21_600],
        values: (_, seconds) => seconds.map((at) => `${at / 60} min`),
      },
      { ...axis(), size: 42, incrs: [25, 50], values: (_, values) => values.map((value) => `${value} %`) },
    ],
    series: [{}, ...judges.map((_, i) => lineOf(i)).toReversed()],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, sync: { key: scenario, scales: ['x', null] } },
    hooks: { setCursor: [(plot) => tell(plot, readout)] },
  };
  const values = lines.map((line) => (line === null ? [] : [...line]));
  return new uPlot(options, [[...moments], ...values.toReversed()], place);
}

/** Judges are drawn in reverse, so that the first lies on top. */
function seriesOf(judge: number): number {
  return judges.length - judge;
}

function lineOf(judge: number): uPlot.Series {
  const steps = uPlot.paths.stepped?.({ align: 1 });
  return {
    label: judges[judge] ?? '',
    stroke: () => variable(`--judge-${judge}`),
    width: judge === 0 ? 3 : 1.5,
    dash: [...(DASHES[judge % DASHES.length] ?? [])],
    points: { show: false },
    ...(steps === undefined ? {} : { paths: steps }),
  };
}

/** Writes the values under the cursor below the chart. */
function tell(plot: uPlot, readout: Element | null): void {
  if (readout === null) return;
  const { idx } = plot.cursor;
  const at = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  if (idx === null || idx === undefined || at === undefined) {
    readout.textContent = '';
    return;
  }
  const values = judges.flatMap((judge, i) => {
    const value = plot.data[seriesOf(i)]?.[idx];
    return plot.series[seriesOf(i)]?.show === true && typeof value === 'number'
      ? [`${judge} ${Math.round(value)} %`]
      : [];
  });
  readout.textContent = `${Math.round(at / 6) / 10} min: ${values.join(', ')}`;
}

function show(plot: uPlot): void {
  for (const [i, box] of boxes.entries()) {
    if (plot.series[seriesOf(i)]?.show !== box.checked) plot.setSeries(seriesOf(i), { show: box.checked });
  }
}

function axis(): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => variable('--muted'),
    grid: { stroke: () => variable('--grid'), width: 1 },
    ticks: { show: false },
    gap: 5,
  };
}

function variable(name: string): string {
  return getComputedStyle(root).getPropertyValue(name).trim();
}

function redraw(): void {
  for (const plot of drawn.values()) plot.redraw(false);
}

function readData(text: string): PageData {
  const data: unknown = JSON.parse(text);
  if (!isPageData(data)) throw new TypeError('this page holds no data to draw');
  return data;
}

/** The code that wrote this script wrote the data too: that it is there at all is what can be wrong. */
function isPageData(data: unknown): data is PageData {
  return typeof data === 'object' && data !== null && 'charts' in data && Array.isArray(data.charts);
}

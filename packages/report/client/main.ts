import './language.ts';
import type { Chart, RolloutData } from '../src/html/chart-data.ts';
import { pageData } from './page-data.ts';
import { drawing } from './drawing.ts';

/** Draws every chart of the page, and again when the window, the colour scheme or the medium changes. */
const PAPER_WIDTH = 640;
const HEIGHT = 190;

const root = document.documentElement;
const drawings = pageData(document.getElementById('data')?.textContent ?? '{"rollouts":[]}').rollouts.flatMap(
  (rollout) => rollout.charts.flatMap((chart) => place(rollout, chart)),
);

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
addEventListener('beforeprint', () => {
  root.classList.add('printing');
  for (const { plot } of drawings) plot.setSize({ width: PAPER_WIDTH, height: HEIGHT });
  redraw();
});
addEventListener('afterprint', () => {
  root.classList.remove('printing');
  for (const { plot, place } of drawings) plot.setSize({ width: place.clientWidth, height: HEIGHT });
  redraw();
});

function place(rollout: RolloutData, chart: Chart) {
  const place = document.getElementById(chart.id);
  if (place === null) return [];
  const plot = drawing(rollout, chart, { width: place.clientWidth, height: HEIGHT }, place);
  new ResizeObserver(() => {
    if (!root.classList.contains('printing') && place.clientWidth !== plot.width)
      plot.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);
  return [{ plot, place }];
}

function redraw(): void {
  for (const { plot } of drawings) plot.redraw(false);
}

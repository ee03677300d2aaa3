import uPlot from 'uplot';
import { clockText, durationText, timeText } from '../src/figures.ts';
import type { Chart, Line, Mark, Role, RolloutData } from '../src/html/chart-data.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Stroke {
  /** A variable of the page's style. */
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** Lines differ by dash too, for eyes and printers that do not tell their colours apart. */
const STROKES: Readonly<Record<Role, Stroke>> = {
  candidate: { colour: '--candidate', width: 2, dash: [] },
  stable: { colour: '--stable', width: 1.5, dash: [6, 4] },
  planned: { colour: '--planned', width: 1.5, dash: [2, 3] },
  rollback: { colour: '--rollback', width: 2, dash: [] },
  'rollback-threshold': { colour: '--rollback', width: 1, dash: [5, 4] },
  promotion: { colour: '--promotion', width: 2, dash: [8, 4] },
  'promotion-threshold': { colour: '--promotion', width: 1.5, dash: [2, 3] },
  healthy: { colour: '--promotion', width: 2, dash: [] },
  x2: { colour: '--stable', width: 2, dash: [2, 3] },
  x5: { colour: '--candidate', width: 2, dash: [8, 4] },
  x10: { colour: '--rollback', width: 2, dash: [] },
  middle: { colour: '--promotion', width: 2, dash: [] },
  edge: { colour: '--promotion', width: 1.5, dash: [2, 3] },
};

const FONT = '11px system-ui, sans-serif';
/** Room that a mark's number needs, in CSS pixels. */
const MARK_ROOM = 16;
const FEW_POINTS = 40;
const SECONDS = [
  0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
];

/** Draws one chart into `place`. */
export function drawing(rollout: RolloutData, chart: Chart, size: Size, place: HTMLElement): uPlot {
  const length = Math.max(rollout.length, 1);
  const first = chart.times[0] ?? 0;
  const last = chart.times.at(-1) ?? length;
  const options: uPlot.Options = {
    ...size,
    padding: [18, null, null, null],
    scales: {
      // All charts of a rollout show the same time, unless a person looks closer.
      x: { time: false, range: (_, from, to) => (from <= first && to >= last ? [0, length] : [from, to]) },
      y: { range: [chart.range[0], chart.range[1]] },
    },
    axes: [
      {
        ...axis(),
        size: 24,
        incrs: SECONDS,
        space: 60,
        values: (_, values) => values.map((at) => momentText(at, length)),
      },
      {
        ...axis(),
        size: 54,
        space: 32,
        values: (_, values) => values.map((value) => axisText(value, chart)),
      },
    ],
    series: [
      {
        label: 'Time',
        value: (_, at) => (at === null ? '' : cursorText(at * 1_000, rollout.startedAt)),
      },
      ...chart.lines.map((line) => series(line, chart)),
    ],
    legend: { markers: { width: 0, fill: () => 'none' } },
    cursor: { y: false, points: { size: 7 }, sync: { key: rollout.key, scales: ['x', null] } },
    hooks: { drawAxes: [(plot) => drawMarks(plot, rollout.marks)] },
  };
  return new uPlot(options, [[...chart.times], ...chart.lines.map((line) => [...line.values])], place);
}

function axis(): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => colour('--muted'),
    grid: { stroke: () => colour('--grid'), width: 1 },
    ticks: { show: false },
    gap: 6,
  };
}

function series(line: Line, chart: Chart): uPlot.Series {
  const { colour: name, width, dash } = STROKES[line.role];
  const stepped = chart.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const threshold = line.role.endsWith('-threshold');
  return {
    label: line.label,
    class: line.role,
    stroke: () => colour(name),
    width,
    dash: [...dash],
    // With little traffic many looks have no figure; the line then leads from one that has to the next.
    spanGaps: true,
    points: {
      show: !threshold && !chart.stepped && chart.times.length <= FEW_POINTS,
      size: 4,
      fill: () => colour(name),
    },
    value: (_, value) => (value === null ? '' : valueText(value, chart)),
    ...(chart.stepped && line.role === 'candidate' ? { fill: () => colour('--candidate-fill') } : {}),
    ...(stepped === undefined ? {} : { paths: stepped }),
  };
}

/** A thin line for each decision and its number above; numbers that would overlap are drawn as one, "7–8". */
function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const shown = marks
    .map(({ number, at }) => ({ number, x: Math.round(plot.valToPos(at, 'x', true)) }))
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
  ctx.save();
  ctx.strokeStyle = colour('--mark');
  ctx.fillStyle = colour('--muted');
  ctx.lineWidth = ratio;
  ctx.font = FONT.replace('11px', `${11 * ratio}px`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  ctx.globalAlpha = 0.55;
  for (const { x } of shown) {
    // Half a pixel aside a line of one pixel is sharp.
    ctx.beginPath();
    ctx.moveTo(x + 0.5, bbox.top);
    ctx.lineTo(x + 0.5, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  for (const group of grouped(shown, MARK_ROOM * ratio)) {
    const middle = (group.from + group.to) / 2;
    const text = group.first === group.last ? `${group.first}` : `${group.first}–${group.last}`;
    ctx.fillText(text, Math.min(middle, bbox.left + bbox.width), bbox.top - 3 * ratio);
  }
  ctx.restore();
}

interface Group {
  first: number;
  last: number;
  from: number;
  to: number;
}

function grouped(
  marks: readonly { readonly number: number; readonly x: number }[],
  room: number,
): readonly Group[] {
  const groups: Group[] = [];
  for (const { number, x } of marks) {
    const group = groups.at(-1);
    if (group !== undefined && x - group.to < room) {
      group.last = number;
      group.to = x;
    } else groups.push({ first: number, last: number, from: x, to: x });
  }
  return groups;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function cursorText(ms: number, startedAt: number | null): string {
  return `+${durationText(ms)}${startedAt === null ? '' : ` · ${timeText(startedAt + ms)}`}`;
}

function momentText(seconds: number, length: number): string {
  return length < 120 ? `${Number(seconds.toFixed(1))} s` : clockText(seconds * 1_000);
}

function axisText(value: number, chart: Chart): string {
  return chart.unit === '%' ? `${Number(value.toFixed(3))} %` : String(Number(value.toFixed(3)));
}

function valueText(value: number, chart: Chart): string {
  switch (chart.unit) {
    case '%':
      return `${Number(value.toFixed(value < 10 ? 2 : 1))} %`;
    case 'ms':
      return `${Number(value.toFixed(value < 100 ? 1 : 0))} ms`;
    case 'ln E':
      return value.toFixed(2);
  }
}

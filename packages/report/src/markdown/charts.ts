import type { Counts } from '@glidepath/analysis';
import type { Result, Sample } from '@glidepath/conductor';
import { countsText, shareOf, weightCeiling } from '../figures.ts';
import { ratePoints, slisOf, sum } from '../series.ts';
import type { RatePoint } from '../series.ts';
import { spanOf } from '../span.ts';
import type { Span } from '../span.ts';
import { plain } from './escape.ts';

/** More points than that can't be told apart at the width of a summary. */
const POINTS = 40;
const CANDIDATE = '#e8590c';
const STABLE = '#2f81f7';
const NOTHING: Counts = { bad: 0, total: 0 };

/** The charts of one rollout as Markdown: mermaid blocks, each with a sentence that says the same. None without figures. */
export function charts(result: Result, samples: readonly Sample[]): readonly string[] {
  const span = spanOf(result, samples);
  return [
    ...weightChart(result, samples, span),
    ...slisOf(samples).flatMap((sli) => failureChart(result, samples, sli, span)),
  ];
}

function weightChart(result: Result, samples: readonly Sample[], span: Span): readonly string[] {
  const weights = greatestWeights(result, samples, span);
  const greatest = Math.max(...weights);
  if (greatest <= 0) return [];
  const drawing = xychart(
    `Traffic to ${result.release.name}`,
    [CANDIDATE],
    [
      `x-axis "seconds since the start" 0 --> ${seconds(span.to - span.from)}`,
      `y-axis "% of requests" 0 --> ${weightCeiling(greatest)}`,
      `bar [${weights.map(figure).join(', ')}]`,
    ],
  );
  return [`${drawing}\n\n${plain(result.release.name)} took up to ${figure(greatest)} % of the traffic.`];
}

/** The greatest weight in each of the chart's slots: a short exposure is never left out. */
function greatestWeights(result: Result, samples: readonly Sample[], span: Span): readonly number[] {
  const known = knownWeights(result, samples);
  const width = Math.max(1, span.to - span.from) / POINTS;
  return Array.from({ length: POINTS }, (_, slot) => {
    const begin = span.from + slot * width;
    const inside = known.filter(({ at }) => at >= begin && at < begin + width);
    const before = known.findLast(({ at }) => at < begin)?.weight ?? 0;
    const held = inside[0]?.at === begin ? [] : [before];
    return Math.max(0, ...held, ...inside.map(({ weight }) => weight));
  });
}

/** What was observed, and what was planned where that is not older: at the end there may be no more looks. */
function knownWeights(
  { timeline }: Result,
  samples: readonly Sample[],
): readonly { readonly at: number; readonly weight: number }[] {
  const planned = timeline.map((entry) => ({ at: Date.parse(entry.at), weight: entry.weight }));
  return [...samples.map(({ at, weight }) => ({ at, weight })), ...planned].toSorted((a, b) => a.at - b.at);
}

/**
 * Share of requests that missed the objective so far, both releases. So far, not for each slot: mermaid can't draw a gap, and a slot without
 * requests has no rate. It begins where both releases have had requests.
 */
function failureChart(
  result: Result,
  samples: readonly Sample[],
  sli: string,
  span: Span,
): readonly string[] {
  const points = running(ratePoints(samples, sli, samples.length));
  const totals = points.at(-1);
  if (totals === undefined || totals.candidate.total === 0) return [];
  const compared = totals.stable.total > 0;
  const first = points.findIndex((p) => p.candidate.total > 0 && (!compared || p.stable.total > 0));
  const chosen = spread(first, points.length - 1, POINTS).flatMap((index) => points[index] ?? []);
  const candidate = chosen.map((point) => (shareOf(point.candidate) ?? 0) * 100);
  const stable = compared ? chosen.map((point) => (shareOf(point.stable) ?? 0) * 100) : [];
  const begin = seconds((points[first]?.at ?? span.from) - span.from);
  const end = Math.max(seconds(totals.at - span.from), begin + 0.1);
  const drawing = xychart(
    `Bad requests so far: ${sli}`,
    [CANDIDATE, STABLE],
    [
      `x-axis "seconds since the start" ${begin} --> ${end}`,
      `y-axis "% of requests" 0 --> ${figure(Math.max(0.1, ...candidate, ...stable) * 1.1)}`,
      `line [${candidate.map(figure).join(', ')}]`,
      ...(compared ? [`line [${stable.map(figure).join(', ')}]`] : []),
    ],
  );
  const legend = [
    `Orange: ${plain(result.release.name)}, ${countsText(totals.candidate)} bad.`,
    ...(compared
      ? [`Blue: ${plain(result.stable?.name ?? 'the release before')}, ${countsText(totals.stable)} bad.`]
      : []),
  ];
  return [`${drawing}\n\n${legend.join(' ')}`];
}

interface Totals {
  readonly at: number;
  readonly candidate: Counts;
  readonly stable: Counts;
}

/** Each point with all that came before it added. */
function running(points: readonly RatePoint[]): readonly Totals[] {
  let before: Pick<Totals, 'candidate' | 'stable'> = { candidate: NOTHING, stable: NOTHING };
  return points.map(({ at, candidate, stable }) => {
    before = { candidate: sum([before.candidate, candidate]), stable: sum([before.stable, stable]) };
    return { at, ...before };
  });
}

/** At most `limit` whole numbers from `first` to `last`, both ends among them; two where there is only one to show. */
function spread(first: number, last: number, limit: number): readonly number[] {
  const count = Math.max(2, Math.min(limit, last - first + 1));
  return Array.from({ length: count }, (_, index) =>
    Math.round(first + (index * (last - first)) / (count - 1)),
  );
}

function xychart(title: string, palette: readonly string[], lines: readonly string[]): string {
  return [
    '```mermaid',
    '---',
    'config:',
    '  xyChart:',
    '    height: 260',
    '  themeVariables:',
    '    xyChart:',
    `      plotColorPalette: "${palette.join(', ')}"`,
    '---',
    'xychart-beta',
    ...[`title "${label(title)}"`, ...lines].map((line) => `  ${line}`),
    '```',
  ].join('\n');
}

/** Mermaid has no escape inside quotes: only what can do no harm stays. */
function label(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:+/_-]+/gu, ' ').slice(0, 80);
}

function figure(value: number): string {
  return String(Number(value.toFixed(3)));
}

function seconds(ms: number): number {
  return Number((Math.max(ms, 100) / 1_000).toFixed(1));
}

import { formatDuration, type HistogramEdge, type PrometheusHistogram } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import { noData } from './check-words.ts';
import { choiceIn, type Measure } from './measured.ts';
import type { Parts } from './series.ts';

/** The threshold is no edge of the histogram, and no other may stand for it. */
export function edgeTrouble(parts: Parts, measure: Measure): Trouble | null {
  const { counts, objective } = measure;
  if (!('histogram' in counts) || objective.kind !== 'latency') return null;
  const choice = choiceIn(parts, measure);
  if (choice?.kind !== 'none') return null;
  const threshold = formatDuration(objective.threshold);
  const near = choice.near.map((edge) => inMs(edge, counts));
  if (counts.edge === 'exact') {
    return noData(
      `${threshold} is no edge of ${counts.histogram.metric}; ${choice.why} ${counts.unit}, and nothing is ` +
        `guessed between two of them`,
      mendExact(near, counts),
    );
  }
  return noData(
    `${counts.histogram.metric} has no edge ${SIDES[counts.edge]} ${threshold}; ${choice.why} ${counts.unit}`,
    near.length === 0 ? 'give the histogram edges' : `take the edge on the other side, ${near.join(' or ')}`,
  );
}

function mendExact(near: readonly string[], { kind }: PrometheusHistogram): string {
  if (near.length === 0) return 'give the histogram edges';
  const [below, above] = near;
  const other =
    above === undefined ? '' : `edge: below takes ${below ?? ''} for it, and edge: above ${above}`;
  // Those of a native histogram are no round numbers, and nobody can choose them.
  if (kind === 'native-histogram') return other === '' ? 'measure it on a classic histogram' : other;
  const exact = `write the objective under ${near.join(' or ')}, or give the histogram this edge`;
  return other === '' ? exact : `${exact}; ${other}`;
}

const SIDES: Readonly<Record<HistogramEdge, string>> = { exact: 'at', below: 'below', above: 'above' };

function inMs(edge: number, { unit }: PrometheusHistogram): string {
  return `${Number((edge * (unit === 's' ? 1000 : 1)).toPrecision(6))}ms`;
}

import { formatDuration, formatSelector, millis, type Millis, type Selector } from '@glidepath/model';
import { edgePattern } from './edges.ts';
import type { Measure } from './measured.ts';
import { allOf, either, enclosed, like, narrowed, seriesOf, tagged } from './parts.ts';

/**
 * What was counted over a length of time that ends now, whatever began anew in between. `increase` makes estimates, which
 * no verdict on a release rests on.
 * @param edge the bucket of a classic histogram that stands for the threshold
 * @param split the label to tell results apart by; null: all together
 */
export function windowQuery(
  { counts }: Pick<Measure, 'counts'>,
  edge: number | null,
  window: Millis,
  split: string | null,
): string {
  const sum = split === null ? 'sum' : `sum by (${split}) `;
  const increase = (selector: Selector): string =>
    `${sum}(increase(${formatSelector(selector)}[${formatDuration(window)}]))`;
  switch (counts.kind) {
    case 'selectors':
      return either([tagged(increase(counts.total), 'total'), tagged(increase(counts.bad), 'bad')]);
    case 'good-selectors':
      return either([tagged(increase(counts.total), 'total'), tagged(increase(counts.good), 'good')]);
    case 'histogram': {
      const within = narrowed(seriesOf(counts.histogram, 'bucket'), [like('le', edgePattern(edge ?? NaN))]);
      return either([tagged(increase(allOf(counts.histogram)), 'total'), tagged(increase(within), 'bucket')]);
    }
    case 'native-histogram':
      return increase(counts.histogram);
    case 'promql':
      return either([
        tagged(`${sum}(${growthOf(counts.total, window)})`, 'total'),
        tagged(`${sum}(${growthOf(counts.bad, window)})`, 'bad'),
      ]);
  }
}

const STEPS = 500;
const SHORTEST_STEP_MS = 60_000;
const FEWEST_STEPS = 5;

/**
 * All that the results of an expression rose by from step to step. `increase` would take each fall of a sum for a counter
 * that began anew, and count everything again; here a fall adds nothing, as in a look.
 */
function growthOf(expression: string, window: Millis): string {
  const stepMs = Math.min(Math.max(SHORTEST_STEP_MS, window / STEPS), window / FEWEST_STEPS);
  const step = millis(Math.max(1_000, Math.ceil(stepMs / 1_000) * 1_000));
  const [one, two] = [formatDuration(step), formatDuration(millis(2 * step))];
  const rise = `clamp_min(idelta(${enclosed(expression)}[${two}:${one}]), 0)`;
  return `sum_over_time(${rise}[${formatDuration(window)}:${one}])`;
}

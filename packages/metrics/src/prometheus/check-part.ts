import type { LabelMatcher, Selector } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import { labelNames, listed, noData, type Ask } from './check-words.ts';
import type { Measure } from './measured.ts';
import { countQuery } from './queries.ts';
import { narrower, type Parts } from './series.ts';
import { MEND_GOOD, noGood } from './windows.ts';

/** A misspelt part of the requests would never be found in a look, or nothing but it. */
export async function partTrouble(
  ask: Ask,
  parts: Parts,
  value: string,
  { counts, split }: Measure,
): Promise<Trouble | null> {
  switch (counts.kind) {
    case 'selectors':
      return badTrouble(ask, parts, counts.total, counts.bad);
    case 'good-selectors': {
      const of = (labels: Readonly<Record<string, string>>): boolean => labels[split] === value;
      if (parts.good.some(({ labels }) => of(labels))) return null;
      // The first good one may be yet to come.
      const hasTraffic = parts.total.some((sample) => of(sample.labels) && (sample.value ?? 0) > 0);
      return hasTraffic ? noData(noGood(counts.good.metric), MEND_GOOD) : null;
    }
    case 'promql':
      return resultTrouble(parts, split);
    case 'histogram':
    case 'native-histogram':
      return null;
  }
}

/** That there are no failures now is no fault. */
async function badTrouble(ask: Ask, parts: Parts, total: Selector, bad: Selector): Promise<Trouble | null> {
  if (parts.bad.length > 0) return null;
  if (bad.metric !== total.metric) {
    if ((await ask(countQuery({ metric: bad.metric, matchers: [] }))).length > 0) return null;
    return noData(
      `there is no series of ${bad.metric} at all, so that a misspelt name could not be told from no failure`,
      'check the name, and let the application begin the counter at 0',
    );
  }
  const labels = labelNames(parts.total);
  const unknown = narrower(bad, total).find(
    (matcher) => needsLabel(matcher) && !labels.includes(matcher.label),
  );
  if (unknown === undefined) return null;
  return noData(
    `the series of ${total.metric} have no label ${unknown.label}, which bad selects by; they have ${listed(labels)}`,
    'check the matchers of bad',
  );
}

function needsLabel({ operator }: LabelMatcher): boolean {
  return operator === '=' || operator === '=~';
}

/** Nothing of an expression tells whether it is misspelt, but that it gives something. */
function resultTrouble(parts: Parts, split: string): Trouble | null {
  if (parts.bad.length === 0) {
    return noData(
      'bad has no result at all, so that a misspelt name could not be told from no failure',
      'let it be 0 where there is no failure: write `(bad) or 0 * (total)` with your two expressions',
    );
  }
  const other = parts.bad.find(({ labels }) => labels[split] === undefined);
  if (other === undefined) return null;
  return noData(
    `results of bad have no label ${split}, so that the releases can't be told apart; they have ${listed(labelNames([other]))}`,
    `keep the label in both expressions, as in sum by (${split}) (...)`,
  );
}

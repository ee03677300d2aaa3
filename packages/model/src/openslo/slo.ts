import type { ReleaseLabel } from '../delivery.ts';
import { quote } from '../text/quote.ts';
import type { OpenSloDocument } from './documents.ts';
import { only } from './metric.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { contentOf, lacking, within, wrongAt } from './part.ts';
import type { Part } from './part.ts';
import type { PlainSlo } from './plain-slo.ts';
import { objectiveOf } from './promise.ts';
import type { Chosen } from './promise.ts';
import { ratioSource } from './ratio.ts';
import { SliDocument, SloDocument } from './schemas.ts';
import type { SliSpec, SloSpec } from './schemas.ts';
import { thresholdSlo } from './threshold.ts';

/**
 * An SLO of OpenSLO v1 as the delivery file would write it.
 * @param documents where what it refers to is looked for
 * @param displayName of the objective; null: the only one
 */
export function plainSlo(
  slo: OpenSloDocument,
  documents: readonly OpenSloDocument[],
  displayName: string | null,
  split: ReleaseLabel,
): Outcome<PlainSlo> {
  const content = contentOf(slo, SloDocument);
  if (!content.ok) return content;
  const chosen = objectiveOf(slo, content.value.spec, displayName);
  if (!chosen.ok) return chosen;
  const indicator = indicatorOf(slo, content.value.spec, documents);
  if (!indicator.ok) return indicator;
  const { part, spec } = indicator.value;
  const { ratioMetric, thresholdMetric } = spec;
  if (ratioMetric !== undefined && thresholdMetric !== undefined) {
    const why = 'an indicator is measured in one way';
    return wrongAt(within(part, 'thresholdMetric'), 'is a second metric', why, 'remove one of the two');
  }
  if (thresholdMetric !== undefined)
    return thresholdSlo(within(part, 'thresholdMetric'), thresholdMetric, chosen.value, documents, split);
  if (ratioMetric === undefined)
    return wrongAt(part, 'measures nothing', null, 'write a ratioMetric or a thresholdMetric');
  const compared = comparison(chosen.value);
  if (!compared.ok) return compared;
  const source = ratioSource(within(part, 'ratioMetric'), ratioMetric, documents, split);
  return source.ok ? outcome({ objective: chosen.value.share, ...source.value }) : source;
}

/** A ratio is no value that is compared. */
function comparison({ part, objective }: Chosen): Outcome<null> {
  for (const key of ['op', 'value'] as const) {
    if (objective[key] === undefined) continue;
    const why = 'only a thresholdMetric is compared with a value';
    return wrongAt(within(part, key), 'has no meaning here', why, 'remove it');
  }
  return outcome(null);
}

interface Indicator {
  readonly part: Part;
  readonly spec: SliSpec;
}

/** What stands in the SLO, or in an SLI that it names. */
function indicatorOf(
  slo: OpenSloDocument,
  { indicator, indicatorRef }: SloSpec,
  documents: readonly OpenSloDocument[],
): Outcome<Indicator> {
  const here = within(slo, 'spec');
  if (indicator !== undefined && indicatorRef !== undefined)
    return wrongAt(within(here, 'indicatorRef'), 'is a second indicator', null, 'remove one of the two');
  if (indicator !== undefined)
    return outcome({ part: within(here, 'indicator', 'spec'), spec: indicator.spec });
  if (indicatorRef === undefined)
    return lacking(here, 'indicator', 'write indicator, or indicatorRef with the name of an SLI');
  const sli = only(documents, 'SLI', indicatorRef);
  if (!sli.ok) return sli;
  if (sli.value === null) {
    const why = 'no SLI of that name is in the files that were read';
    const mend = 'name the file that has it under with in the delivery file';
    return wrongAt(within(here, 'indicatorRef'), `is ${quote(indicatorRef)}`, why, mend);
  }
  const content = contentOf(sli.value, SliDocument);
  return content.ok ? outcome({ part: within(sli.value, 'spec'), spec: content.value.spec }) : content;
}

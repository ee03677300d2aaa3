import type * as z from 'zod/mini';
import type {
  HistogramUnit,
  Objective,
  PrometheusCounts,
  PrometheusHistogram,
  PrometheusSource,
  Selector,
} from '../delivery.ts';
import { fault } from '../fault.ts';
import { losesLabel } from '../text/promql.ts';
import { quote } from '../text/quote.ts';
import { PROMETHEUS_MEND, type PrometheusForm } from './prometheus.ts';
import { refuse } from './scalars.ts';

/** What is counted in Prometheus must fit what is promised. */

/** A source whose server is still to be named. */
export type PrometheusDraft = Omit<PrometheusSource, 'server'>;

type Form = z.output<typeof PrometheusForm>;
type Key = Exclude<keyof Form, 'split'>;
type Wrong = (what: string, why: string | null, mend: string, ...key: string[]) => null;

/** Null where it does not fit, and the payload says why. */
export function prometheusDraft(
  form: Form,
  objective: Objective,
  payload: z.core.ParsePayload,
): PrometheusDraft | null {
  const wrong: Wrong = (what, why, mend, ...key) => {
    refuse(payload, fault(what, why, mend), ['prometheus', ...key]);
    return null;
  };
  const counts =
    form.promql === undefined ? countsOf(form, objective, wrong) : promQlOf(form.promql, form, wrong);
  const { label, value } = form.split;
  return counts === null ? null : { kind: 'prometheus', counts, split: { label, value } };
}

function countsOf(form: Form, objective: Objective, wrong: Wrong): PrometheusCounts | null {
  switch (objective.kind) {
    case 'availability': {
      const why = 'an objective without "under" is measured by total and bad';
      const misfit = firstOf(form, ['histogram', 'native-histogram']);
      if (misfit !== null)
        return wrong('is not for this objective', why, 'write for example 99% under 300ms', misfit);
      const edged = firstOf(form, ['unit', 'edge']);
      if (edged !== null)
        return wrong('is not for this objective', 'only a histogram has edges', 'remove it', edged);
      return selectorsOf(form, wrong);
    }
    case 'latency': {
      const why = 'an objective with "under" is measured on a histogram';
      const misfit = firstOf(form, ['total', 'bad', 'good']);
      if (misfit !== null) return wrong('is not for this objective', why, HISTOGRAM_MEND, misfit);
      return histogramOf(form, wrong);
    }
  }
}
const HISTOGRAM_MEND = 'write for example histogram: http_request_duration_seconds';

function selectorsOf({ total, bad, good }: Form, wrong: Wrong): PrometheusCounts | null {
  if (total === undefined) return wrong('has no "total"', null, PROMETHEUS_MEND);
  if (good === undefined)
    return bad === undefined
      ? wrong('has no "bad"', null, PROMETHEUS_MEND)
      : { kind: 'selectors', total, bad };
  if (bad === undefined) return { kind: 'good-selectors', total, good };
  return wrong('says it twice', 'bad is what is not good', 'remove good or bad', 'good');
}

function histogramOf(
  { histogram, 'native-histogram': native, unit, edge = 'exact' }: Form,
  wrong: Wrong,
): PrometheusHistogram | null {
  const found = histogram ?? native;
  if (found === undefined) return wrong('has no "histogram"', null, HISTOGRAM_MEND);
  if (histogram !== undefined && native !== undefined) {
    const why = 'an SLO is measured on one histogram';
    return wrong('is a second histogram', why, 'remove one of the two', 'native-histogram');
  }
  const kind = native === undefined ? 'histogram' : 'native-histogram';
  const misfit = wrongHistogram(found);
  if (misfit !== null) return wrong(misfit.what, misfit.why, misfit.mend, kind);
  return { kind, histogram: found, unit: unit ?? unitOf(found), edge };
}

function promQlOf(promql: NonNullable<Form['promql']>, form: Form, wrong: Wrong): PrometheusCounts | null {
  const beside = firstOf(form, ['total', 'bad', 'good', 'histogram', 'native-histogram', 'unit', 'edge']);
  if (beside !== null) {
    const why = 'promql says what is counted';
    return wrong('has no meaning here', why, `remove ${beside} or promql`, beside);
  }
  const { label } = form.split;
  for (const [part, expression] of [
    ['total', promql.total],
    ['bad', promql.bad],
  ] as const) {
    if (!losesLabel(expression, label)) continue;
    const why = `its series have no label ${label}, which tells releases apart`;
    const mend = `write for example sum by (${label}) (http_requests_total)`;
    return wrong(`is ${quote(expression)}`, why, mend, 'promql', part);
  }
  return { kind: 'promql', total: promql.total, bad: promql.bad };
}

/** The first of these keys that is written. */
function firstOf<K extends Key>(form: Form, keys: readonly K[]): K | null {
  return keys.find((key) => form[key] !== undefined) ?? null;
}

function wrongHistogram({ metric, matchers }: Selector): { what: string; why: string; mend: string } | null {
  const part = /^(.*)_(?:bucket|count|sum)$/.exec(metric)?.[1];
  if (part !== undefined) {
    return { what: `is ${quote(metric)}`, why: 'that is one part of a histogram', mend: `write ${part}` };
  }
  if (!matchers.some(({ label }) => label === 'le')) return null;
  return { what: 'has a matcher on le', why: 'the edge follows from the objective', mend: 'remove it' };
}

function unitOf({ metric }: Selector): HistogramUnit {
  return /(?:^|_)(?:ms|milliseconds)$/.test(metric) ? 'ms' : 's';
}

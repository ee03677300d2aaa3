import type { Selector } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { promQlTree, type Node } from '../text/promql-tree.ts';
import { argumentsOf, parsePromQl, withoutParens } from '../text/promql.ts';
import { quote } from '../text/quote.ts';
import { selectorAt } from '../text/selector.ts';

/** What a query of a ratio counts: one counter, or what free PromQL makes of several. */
export type Counted =
  | { readonly kind: 'counter'; readonly selector: Selector; readonly as: CountedAs }
  | { readonly kind: 'promql'; readonly expression: string; readonly as: 'count' };

/** The counter itself, or what it grew by: in each second, or in a while. */
export type CountedAs = 'count' | 'rate' | 'increase';

const MEND = 'write a counter, such as http_requests_total, or sum(rate(http_requests_total[5m]))';

/** Sums, rates and increases of one counter tell which counter is meant; Glidepath reckons them itself. */
export function parseCounted(query: string): Parsed<Counted> {
  const text = query.replace(PLACEHOLDER, '[5m]');
  const tree = promQlTree(text, MEND);
  if (!tree.ok) return { ok: false, fault: { ...tree.fault, what: `is ${quote(query)}` } };
  const inner = withoutSums(tree.value);
  const call = inner.name === 'FunctionCall' ? inner.firstChild : null;
  const name = call === null ? null : text.slice(call.from, call.to);
  if (name === 'rate' || name === 'increase') return counterIn(inner, text, name, query);
  if (inner.name !== 'VectorSelector') {
    const free = parsePromQl(query);
    return free.ok ? parsed({ kind: 'promql', expression: free.value, as: 'count' }) : free;
  }
  const selector = selectorAt(inner, text);
  return selector.ok ? parsed({ kind: 'counter', selector: selector.value, as: 'count' }) : selector;
}

/** How long a rate looks back does not matter, so that what a template puts there does not either. */
const PLACEHOLDER = /\[\s*(?:\{\{[^{}]*\}\}|\$\w+|\$\{\w+\})\s*\]/g;

function counterIn(call: Node, text: string, as: 'rate' | 'increase', query: string): Parsed<Counted> {
  const [argument] = argumentsOf(call).map(withoutParens);
  const vector = argument?.name === 'MatrixSelector' ? argument.getChild('VectorSelector') : null;
  if (vector === null) return faulty(`is ${quote(query)}`, `that is no ${as} of one counter`, MEND);
  const selector = selectorAt(vector, text);
  return selector.ok ? parsed({ kind: 'counter', selector: selector.value, as }) : selector;
}

function withoutSums(node: Node): Node {
  let inner = withoutParens(node);
  while (inner.name === 'AggregateExpr' && inner.firstChild?.firstChild?.name === 'Sum') {
    const summed = argumentsOf(inner).at(-1);
    if (summed === undefined) return inner;
    inner = withoutParens(summed);
  }
  return inner;
}

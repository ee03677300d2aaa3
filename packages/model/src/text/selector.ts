import type { LabelMatcher, Selector } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { childrenOf, promQlTree, unquoted } from './promql-tree.ts';
import type { Node } from './promql-tree.ts';
import { quote } from './quote.ts';

const FORM = 'write a metric and matchers, such as http_requests_total{service="checkout"}';
const PLAIN_NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const PLAIN_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A vector selector with a metric's name, read by Prometheus' own grammar. */
export function parseSelector(text: string): Parsed<Selector> {
  const tree = promQlTree(text, FORM);
  if (!tree.ok) return tree;
  return selectorAt(tree.value, text);
}

/** The same of a part of a tree, where `text` is that of the whole. */
export function selectorAt(selector: Node, text: string): Parsed<Selector> {
  const is = `is ${quote(text)}`;
  if (selector.name !== 'VectorSelector') return faulty(is, ...noSelector(selector.name));
  const of = (node: Node): string => text.slice(node.from, node.to);
  const label = (node: Node): string => unquoted(of(node));

  const braces = selector.getChild('LabelMatchers');
  const names = [selector.getChild('Identifier'), ...(braces?.getChildren('QuotedLabelName') ?? [])].flatMap(
    (node) => (node === null ? [] : [label(node)]),
  );
  const matchers: LabelMatcher[] = [];
  for (let node = braces?.firstChild ?? null; node !== null; node = node.nextSibling) {
    if (node.name !== 'UnquotedLabelMatcher' && node.name !== 'QuotedLabelMatcher') continue;
    const [name, operator, value] = childrenOf(node);
    if (name === undefined || operator === undefined || value === undefined) return faulty(is, null, FORM);
    const matcher = { label: label(name), operator: operatorOf(of(operator)), literal: of(value) };
    if (matcher.label === '__name__' && matcher.operator === '=') names.push(unquoted(matcher.literal));
    else matchers.push(matcher);
  }
  const [metric, second] = names;
  if (metric === undefined || metric === '')
    return faulty(is, 'it names no metric, so that every one could be meant', FORM);
  if (second !== undefined || matchers.some((matcher) => matcher.label === '__name__'))
    return faulty(is, 'it names its metric twice', 'name it once, before the braces');
  return parsed({ metric, matchers });
}

/** The text that `parseSelector` reads back as the same selector. */
export function formatSelector({ metric, matchers }: Selector): string {
  const written = matchers.map(({ label, operator, literal }) =>
    PLAIN_LABEL.test(label)
      ? `${label}${operator}${literal}`
      : `${JSON.stringify(label)}${operator}${literal}`,
  );
  if (!PLAIN_NAME.test(metric)) return `{${[JSON.stringify(metric), ...written].join(',')}}`;
  return written.length === 0 ? metric : `${metric}{${written.join(',')}}`;
}

/** Why an expression that is no selector can't be counted by, and what to write instead. */
function noSelector(kind: string): [why: string, mend: string] {
  switch (kind) {
    case 'FunctionCall':
      return [
        'a function stands around the counter, and a rate is no count of requests',
        'write the counter alone: Glidepath takes the differences itself',
      ];
    case 'AggregateExpr':
      return [
        'a sum over series hides that one of them began anew',
        'write the counter alone: Glidepath adds the series up itself',
      ];
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return ['a range is no count', 'leave the brackets out'];
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return ['what was counted at another time says nothing of now', 'leave offset and @ out'];
    default:
      return ['a plain selector belongs here', FORM];
  }
}

function operatorOf(text: string): LabelMatcher['operator'] {
  switch (text) {
    case '!=':
    case '=~':
    case '!~':
      return text;
    default:
      return '=';
  }
}

import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { childrenOf, promQlTree, unquoted } from './promql-tree.ts';
import type { Node } from './promql-tree.ts';
import { quote } from './quote.ts';

/** Free PromQL that counts: what can be told of it without a server. */

const MEND = 'write an expression over counters, such as sum by (version) (http_requests_total)';

/** An expression whose value may be counts that only grow; without comments, which would cut off what is put around it. */
export function parsePromQl(text: string): Parsed<string> {
  const tree = promQlTree(text, MEND);
  if (!tree.ok) return tree;
  const is = `is ${quote(text)}`;
  const kind = kindOf(tree.value);
  if (kind === 'range') return faulty(is, 'a range is no count', 'leave the brackets out');
  if (kind !== 'vector') return faulty(is, `a ${kind} has no labels that tell releases apart`, MEND);
  const rate = rateIn(tree.value, text);
  if (rate !== null) {
    const why = `${rate} is no count that only grows`;
    return faulty(is, why, `leave ${rate} and the brackets out: Glidepath takes the differences itself`);
  }
  return parsed(withoutComments(tree.value, text));
}

/** Is it sure that no series of the expression has this label? */
export function losesLabel(expression: string, label: string): boolean {
  const tree = promQlTree(expression, MEND);
  return tree.ok && isLost(tree.value, expression, label);
}

/** The same expression without the parentheses around it. */
export function withoutParens(node: Node): Node {
  let inner = node;
  while (inner.name === 'ParenExpr') inner = childrenOf(inner)[0] ?? node;
  return inner;
}

/** What a function or an aggregation works on; of aggregations the last argument. */
export function argumentsOf(node: Node): readonly Node[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : childrenOf(body);
}

function kindOf(node: Node): 'vector' | 'range' | 'scalar' | 'text' {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar';
    case 'StringLiteral':
      return 'text';
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return 'range';
    case 'ParenExpr':
    case 'UnaryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr': {
      const inner = operandsOf(node)[0];
      return inner === undefined ? 'vector' : kindOf(inner);
    }
    case 'BinaryExpr':
      return sidesOf(node).every((side) => kindOf(side) === 'scalar') ? 'scalar' : 'vector';
    case 'FunctionCall':
      return SCALARS.has(node.firstChild?.firstChild?.name ?? '') ? 'scalar' : 'vector';
    default:
      return 'vector';
  }
}
const SCALARS = new Set(['Scalar', 'Time', 'Pi']);

/** The name of the function that makes a rate of what is counted; null where there is none. */
function rateIn(node: Node, text: string): string | null {
  switch (node.name) {
    case 'FunctionCall': {
      const name = text.slice(node.firstChild?.from, node.firstChild?.to);
      return RATES.has(name) ? name : null;
    }
    case 'AggregateExpr':
    case 'BinaryExpr':
    case 'ParenExpr':
    case 'UnaryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      for (const inner of operandsOf(node)) {
        const found = rateIn(inner, text);
        if (found !== null) return found;
      }
      return null;
    default:
      return null;
  }
}
const RATES = new Set(['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv']);

function isLost(node: Node, text: string, label: string): boolean {
  switch (node.name) {
    case 'ParenExpr':
    case 'UnaryExpr':
      return operandsOf(node).some((inner) => isLost(inner, text, label));
    case 'AggregateExpr': {
      if (operandsOf(node).some((inner) => isLost(inner, text, label))) return true;
      if (KEEPERS.has(node.firstChild?.firstChild?.name ?? '')) return false;
      const modifier = node.getChild('AggregateModifier');
      if (modifier === null) return true;
      const named = groupingOf(modifier, text).includes(label);
      return modifier.getChild('By') === null ? named : !named;
    }
    case 'BinaryExpr': {
      if (node.getChild('MatchingModifierClause') !== null) return false;
      const lost = operandsOf(node).map((side) => isLost(side, text, label));
      return node.getChild('Or') === null ? lost.includes(true) : !lost.includes(false);
    }
    case 'FunctionCall':
      return node.firstChild?.firstChild?.name === 'Vector';
    default:
      return false;
  }
}
/** Aggregations that choose among series and leave their labels, or make one of the values. */
const KEEPERS = new Set(['Topk', 'Bottomk', 'LimitK', 'LimitRatio', 'CountValues']);

function groupingOf(modifier: Node, text: string): readonly string[] {
  const labels = modifier.getChild('GroupingLabels');
  return labels === null ? [] : childrenOf(labels).map((node) => unquoted(text.slice(node.from, node.to)));
}

/** The expressions whose values go into that of this one. */
function operandsOf(node: Node): readonly Node[] {
  switch (node.name) {
    case 'AggregateExpr':
      return argumentsOf(node).slice(-1);
    case 'BinaryExpr': {
      const vectors = sidesOf(node).filter((side) => kindOf(side) === 'vector');
      return CHOOSERS.has(childrenOf(node)[1]?.name ?? '') ? vectors.slice(0, 1) : vectors;
    }
    case 'UnaryExpr':
      return childrenOf(node).slice(-1);
    default:
      return childrenOf(node).slice(0, 1);
  }
}
/** Operators that choose among the series of their left side. */
const CHOOSERS = new Set(['And', 'Unless', 'Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

/** Left and right of an operator. */
function sidesOf(node: Node): readonly Node[] {
  const children = childrenOf(node);
  return [...children.slice(0, 1), ...children.slice(2).slice(-1)];
}

function withoutComments(node: Node, text: string): string {
  let written = '';
  let at = node.from;
  const cursor = node.cursor();
  do {
    if (cursor.from >= node.to) break;
    if (cursor.name !== 'LineComment') continue;
    written += text.slice(at, cursor.from);
    at = cursor.to;
  } while (cursor.next());
  return written + text.slice(at, node.to);
}

import { parser } from '@prometheus-io/lezer-promql';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** PromQL as a tree, by Prometheus' own grammar. */

type Tree = ReturnType<typeof parser.parse>;
export type Node = Tree['topNode'];

/** Longer ones are no work of a person, and would make trees too deep to walk. */
const MOST_CHARACTERS = 10_000;

/** The expression that a text is. */
export function promQlTree(text: string, mend: string): Parsed<Node> {
  const is = `is ${quote(text)}`;
  if (text.length > MOST_CHARACTERS) return faulty(is, `longer than ${MOST_CHARACTERS} characters`, mend);
  const tree = parser.parse(text);
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) return faulty(is, 'no PromQL can be read from it', mend);
    const literal = cursor.name === 'StringLiteral' ? text.slice(cursor.from, cursor.to) : null;
    // The grammar lets a string end without its quote.
    if (literal !== null && !isClosed(literal))
      return faulty(is, `the quote of ${quote(literal)} is not closed`, mend);
  } while (cursor.next());
  const [expression] = childrenOf(tree.topNode);
  return expression === undefined ? faulty(is, 'a metric is missing', mend) : parsed(expression);
}

/** Without comments, which may stand between any two parts. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(child);
  return children;
}

/** The text of a PromQL string; one with escapes stays as it is. */
export function unquoted(literal: string): string {
  return isClosed(literal) ? literal.slice(1, -1) : literal;
}

function isClosed(literal: string): boolean {
  return /^(?:"(?:[^\\"\n]|\\.)*"|'(?:[^\\'\n]|\\.)*'|`[^`]*`)$/.test(literal);
}

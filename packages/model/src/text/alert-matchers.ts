import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import type { AlertMatcher } from '../guard.ts';
import { formatPromQlString, promQlString } from './promql-string.ts';
import { childrenOf, promQlTree } from './promql-tree.ts';
import type { Node } from './promql-tree.ts';
import { quote } from './quote.ts';

const FORM = 'write matchers on labels, such as severity="page"';
const PLAIN_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Matchers on the labels of alerts, with or without braces, read by Prometheus' own grammar. */
export function parseAlertMatchers(text: string): Parsed<readonly AlertMatcher[]> {
  const is = `is ${quote(text)}`;
  const whole = /^\s*\{/.test(text) ? text : `{${text}}`;
  const tree = promQlTree(whole, FORM);
  if (!tree.ok) return faulty(is, tree.fault.why ?? null, FORM);
  const braces = tree.value.name === 'VectorSelector' ? tree.value.getChild('LabelMatchers') : null;
  if (braces === null) return faulty(is, 'only matchers belong here', FORM);
  if (tree.value.getChild('Identifier') !== null)
    return faulty(is, 'alerts have no metric', 'write alertname="..." where you mean their name');

  const matchers: AlertMatcher[] = [];
  for (const node of childrenOf(braces)) {
    const matcher = matcherAt(node, whole, is);
    if (!matcher.ok) return matcher;
    if (matchers.some((other) => isSame(other, matcher.value)))
      return faulty(is, `${formatAlertMatchers([matcher.value])} is there twice`, 'remove one of the two');
    matchers.push(matcher.value);
  }
  if (matchers.length === 0) return faulty(is, 'every alert would be meant', FORM);
  if (matchers.every((matcher) => matcherHolds(matcher, '')))
    return faulty(
      is,
      'alerts that have none of these labels, of whatever service, would be meant',
      'say too what they have, such as severity="page"',
    );
  return parsed(matchers);
}

/** The text that `parseAlertMatchers` reads back as the same matchers. */
export function formatAlertMatchers(matchers: readonly AlertMatcher[]): string {
  return matchers
    .map(({ label, operator, value }) => {
      const name = PLAIN_LABEL.test(label) ? label : formatPromQlString(label);
      return `${name}${operator}${formatPromQlString(value)}`;
    })
    .join(', ');
}

/** Whether a label's value is one that the matcher means; '' where an alert does not have the label. */
export function matcherHolds({ operator, value }: AlertMatcher, has: string): boolean {
  switch (operator) {
    case '=':
      return has === value;
    case '!=':
      return has !== value;
    case '=~':
      return expression(value)?.test(has) === true;
    case '!~':
      return expression(value)?.test(has) === false;
  }
}

function matcherAt(node: Node, text: string, is: string): Parsed<AlertMatcher> {
  const of = (part: Node): string => text.slice(part.from, part.to);
  if (node.name !== 'UnquotedLabelMatcher' && node.name !== 'QuotedLabelMatcher')
    return faulty(is, `${quote(of(node))} is no matcher`, FORM);
  const [name, operator, value] = childrenOf(node);
  if (name === undefined || operator === undefined || value === undefined) return faulty(is, null, FORM);
  const [label, wanted] = [
    name.name === 'LabelName' ? of(name) : promQlString(of(name)),
    promQlString(of(value)),
  ];
  if (label === null || wanted === null) {
    const broken = of(label === null ? name : value);
    return faulty(is, `${broken} has a backslash that PromQL does not know`, 'write \\\\ for a backslash');
  }
  if (label === '__name__')
    return faulty(is, 'alerts have no metric', 'write alertname where you mean their name');
  const matcher = { label, operator: operatorOf(of(operator)), value: wanted };
  return isPattern(matcher) && expression(wanted) === null
    ? faulty(is, `${quote(wanted)} is no regular expression`, mendExpression(wanted))
    : parsed(matcher);
}

function isSame(one: AlertMatcher, other: AlertMatcher): boolean {
  return one.label === other.label && one.operator === other.operator && one.value === other.value;
}

function operatorOf(text: string): AlertMatcher['operator'] {
  switch (text) {
    case '!=':
    case '=~':
    case '!~':
      return text;
    default:
      return '=';
  }
}

function isPattern({ operator }: AlertMatcher): boolean {
  return operator === '=~' || operator === '!~';
}

/** Rules of Prometheus are matched here, so that JavaScript has to take the expression too. The whole value must match. */
function expression(pattern: string): RegExp | null {
  try {
    // By itself first: what is wrapped may become whole by the wrapping.
    const { source, flags } = new RegExp(pattern, 'su');
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    return null;
  }
}

function mendExpression(pattern: string): string {
  const [, flags, rest] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  if (flags !== undefined && rest !== undefined) {
    const scoped = `(?${flags}:${rest})`;
    if (expression(scoped) !== null) return `write ${quote(scoped)}`;
  }
  return 'write one that both RE2 and JavaScript take, such as page|critical';
}

import type { AlertMatcher } from '@glidepath/model';

const LONGEST = 120;
const NAME = 'alertname';

/**
 * An alert of Prometheus as people know it: its name, and the labels that tell it from others that were selected.
 * @param clean makes somebody else's text fit for a message
 */
export function alertName(
  labels: Readonly<Record<string, string>>,
  matchers: readonly AlertMatcher[],
  clean: (text: string) => string,
): string {
  const said = new Set(matchers.flatMap(({ label, operator }) => (operator === '=' ? [label] : [])));
  const telling = Object.entries(labels)
    .filter(([label]) => label !== NAME && !said.has(label))
    .toSorted(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(([label, value]) => `${label}="${value}"`);
  return namedWith(labels[NAME] ?? 'an alert without a name', telling, clean);
}

/** A name and what tells it from others, up to 120 characters. */
export function namedWith(name: string, telling: readonly string[], clean: (text: string) => string): string {
  const text = clean(telling.length === 0 ? name : `${name} {${telling.join(', ')}}`);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** How bad it is matters most. */
function rank(label: string): number {
  return label === 'severity' ? 0 : 1;
}

import type { AlertMatcher } from '@glidepath/model';

/** What Alertmanager takes without quotes as the name of a label. */
const PLAIN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** A matcher as Alertmanager takes it in a filter. Both of its parsers, the classic and the UTF-8 one, read it alike. */
export function filterText({ label, operator, value }: AlertMatcher): string {
  return `${PLAIN.test(label) ? label : quoted(label)}${operator}${quoted(value)}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

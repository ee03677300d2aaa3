import { shown, type Json } from '@glidepath/model';

/** How the state of a flag is told, the same for all providers. */

const LONGEST_VALUE = 60;
const LONGEST_NAME = 80;

/** A value as JSON, cut where it is long. */
export function valueText(value: Json): string {
  return clipped(shown(JSON.stringify(value)), LONGEST_VALUE);
}

/** A share of 0 to 100: "12.5 %". */
export function shareText(share: number): string {
  return `${Number(share.toFixed(3))} %`;
}

/** "1 rule", "2 rules"; null where there is none. */
export function countText(count: number, one: string): string | null {
  return count === 0 ? null : `${count} ${one}${count === 1 ? '' : 's'}`;
}

export function listText(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${last} ${words.slice(-1).join('')}`;
}

/** Who somebody is, without the address: a plan is shown where many can read it. Null where that leaves nothing. */
export function personText(name: string | null | undefined): string | null {
  const text = clipped(
    shown(name ?? '')
      .replace(/@.*/, '')
      .trim(),
    LONGEST_NAME,
  );
  return text === '' ? null : text;
}

function clipped(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

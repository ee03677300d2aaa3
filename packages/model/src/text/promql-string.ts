/** Strings of PromQL, which are those of Go. */

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
/** An escape by its letter or quote, a byte in octal or hexadecimal digits, a code point; or a character as it is. */
const PART =
  /\\(?:(?<octal>[0-7]{3})|x(?<hex>[0-9A-Fa-f]{2})|u(?<short>[0-9A-Fa-f]{4})|U(?<long>[0-9A-Fa-f]{8})|(?<one>.))|(?<plain>[^\\]+)/gsuy;

/** What a string with its quotes says; null where an escape in it is none. https://go.dev/ref/spec#String_literals */
export function promQlString(literal: string): string | null {
  const quote = literal.slice(0, 1);
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner;
  const bytes: number[] = [];
  let read = 0;
  for (const { 0: part, groups } of inner.matchAll(PART)) {
    read += part.length;
    const next = bytesOf(groups ?? {}, quote);
    if (next === null) return null;
    bytes.push(...next);
  }
  if (read < inner.length) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}

/** The string that `promQlString` reads back. A lone surrogate has none and becomes the replacement character. */
export function formatPromQlString(text: string): string {
  // JSON's escapes are among Go's.
  return JSON.stringify(text.toWellFormed());
}

function bytesOf(
  { octal, hex, short, long, one, plain }: Readonly<Record<string, string | undefined>>,
  quote: string,
): Iterable<number> | null {
  if (plain !== undefined) return encoded(plain);
  if (octal !== undefined) return Number.parseInt(octal, 8) > 0xff ? null : [Number.parseInt(octal, 8)];
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (one !== undefined) {
    const means = one === quote ? one : ESCAPES[one];
    return means === undefined ? null : encoded(means);
  }
  const point = Number.parseInt(short ?? long ?? '', 16);
  const isCharacter = point <= 0x10_ff_ff && !(point >= 0xd8_00 && point <= 0xdf_ff);
  return isCharacter ? encoded(String.fromCodePoint(point)) : null;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

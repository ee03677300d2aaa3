import { refused } from './place.ts';
import type { Source } from './place.ts';

const BOM = '\ufeff';

/** Bytes as text; without a byte order mark. A refusal stands with the text before the fault, to place it in. */
export function decode(bytes: Uint8Array | string): {
  readonly text: string;
  readonly source: Source<string>;
} {
  if (typeof bytes === 'string') {
    const text = bytes.startsWith(BOM) ? bytes.slice(1) : bytes;
    return { text, source: printable(text) };
  }
  const valid = validLength(bytes);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, valid));
  const byte = bytes[valid];
  if (byte === undefined) return { text, source: printable(text) };
  const utf16 = valid === 0 && (byte === 0xff || byte === 0xfe);
  const why = utf16 ? 'it looks like UTF-16' : null;
  const shown = byte.toString(16).toUpperCase().padStart(2, '0');
  return {
    text,
    source: refused(
      text.length,
      `byte 0x${shown} at offset ${valid} is not UTF-8`,
      why,
      'save the file as UTF-8',
    ),
  };
}

/** How many bytes from the start are whole, valid UTF-8. */
function validLength(bytes: Uint8Array): number {
  if (isValid(bytes, false)) return bytes.length;
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValid(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  // What is valid so far may end in the middle of a character.
  for (let end = valid; end > valid - 4 && end > 0; end--)
    if (isValid(bytes.subarray(0, end), false)) return end;
  return 0;
}

function isValid(bytes: Uint8Array, cut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return true;
  } catch {
    return false;
  }
}

/** YAML allows no control characters; without this rule they would reach names, programs and terminals. */
function printable(text: string): Source<string> {
  const found = /[\p{Cc}--[\t\n\r\u0085]]|\r(?!\n)/v.exec(text);
  if (found === null) return { ok: true, value: text };
  if (found[0] === '\r') {
    return refused(found.index, 'a carriage return without a line feed', null, 'end lines with LF or CR LF');
  }
  const shown = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return refused(found.index, `control character U+${shown}`, 'YAML allows none', 'remove it');
}

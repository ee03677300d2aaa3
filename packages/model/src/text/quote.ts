const LONGEST = 60;
/** Line breaks, terminal controls and direction marks that JSON leaves as they are. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Somebody's text inside a message: on one line, in double quotes, nothing that a terminal would obey, cut when long. */
export function quote(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return JSON.stringify(shown).replace(
    UNSAFE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

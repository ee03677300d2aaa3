const LONGEST = 300;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Somebody else's text inside a message: on one line, nothing that a terminal would obey, cut when long, secrets masked. */
export function shown(text: string, secrets: readonly string[] = []): string {
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const line = masked.replace(UNSAFE, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Grafana's own limit. */
const LONGEST = 40;

/**
 * The same for the same service and environment, and another for any other. Names are a-z, 0-9 and -, so that _ keeps them
 * apart; where they are too long, a hash of both takes the place of their end.
 */
export function uidFor(service: string, environment: string): string {
  const whole = `glidepath_${service}_${environment}`;
  if (whole.length <= LONGEST) return whole;
  const hash = fnv1a(whole).toString(36).padStart(13, '0');
  return `${whole.slice(0, LONGEST - hash.length - 1)}_${hash}`;
}

/** FNV-1a with 64 bits, of ASCII text: Fowler, Noll and Vo, RFC 9923. */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash;
}

/** What a server wants to see before it answers. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service: string | null };

const SCHEME = /(?:^|,\s*)(basic|bearer)(?:\s+|$|(?=,))/gi;
const PARAMETER = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/**
 * Reads the header WWW-Authenticate (RFC 9110, 11.6.1), with one or more challenges. A token is preferred to a password.
 * @returns null where there is none that we know
 */
export function parseChallenge(header: string | null): Challenge | null {
  if (header === null) return null;
  // Quoted text may hold anything, so schemes are looked for where it is blanked out.
  const outside = header.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => '"'.padEnd(quoted.length, '_'));
  const schemes = [...outside.matchAll(SCHEME)];
  const found = schemes.map((scheme, index) => {
    const end = schemes[index + 1]?.index ?? header.length;
    const parameters = parametersOf(header.slice(scheme.index + scheme[0].length, end));
    return { scheme: (scheme[1] ?? '').toLowerCase(), parameters };
  });
  const bearer = found.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
  const realm = bearer?.parameters.get('realm');
  if (realm !== undefined)
    return { kind: 'bearer', realm, service: bearer?.parameters.get('service') ?? null };
  return found.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : null;
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(PARAMETER)].map(([, name = '', quoted, bare]) => [
      name.toLowerCase(),
      quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
}

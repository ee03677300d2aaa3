/** What may stand in braces in an HTTP request: the release, and times in RFC 3339 or in whole seconds since 1970. */
export const PLACEHOLDERS = ['release', 'since', 'until', 'since-unix', 'until-unix'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const BRACES = /\{([a-z-]+)\}/g;

/** What stands in braces, known or not. */
export function bracedIn(text: string): readonly string[] {
  return [...text.matchAll(BRACES)].flatMap(([, name]) => name ?? []);
}

/** Fills in what is known; what else stands in braces stays. */
export function filled(text: string, value: (name: Placeholder) => string): string {
  return text.replace(BRACES, (braced, name: string) => {
    const known = PLACEHOLDERS.find((one) => one === name);
    return known === undefined ? braced : value(known);
  });
}

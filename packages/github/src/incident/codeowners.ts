/** Files that match the pattern belong to the owners; none: to nobody. */
export interface OwnerRule {
  /** As it was written, for people. */
  readonly pattern: string;
  readonly matches: (path: string) => boolean;
  /** `@login`, `@organization/team` or an address. */
  readonly owners: readonly string[];
}

/** Where GitHub looks for the file, in its order: the first one counts. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

const OWNER = /^(@[\w.-]+(\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

/**
 * Reads a CODEOWNERS file by GitHub's rules, which are those of gitignore but for "!", "[ ]" and an escaped "#". A line that
 * GitHub would find faulty is passed over, as GitHub does.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function parseCodeowners(text: string): readonly OwnerRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = words(line);
    if (pattern === undefined || !isPattern(pattern) || !owners.every((owner) => OWNER.test(owner)))
      return [];
    return [{ pattern, owners, matches: matcherOf(pattern) }];
  });
}

/** The rule that decides for a file: the last one that matches it. Null where none does. */
export function ruleFor(rules: readonly OwnerRule[], path: string): OwnerRule | null {
  return rules.findLast((rule) => rule.matches(path)) ?? null;
}

/** A space in a pattern is written with a backslash before it. What follows a "#" is a comment. */
function words(line: string): readonly string[] {
  const all = line.match(/(\\.|[^\s\\])+/g) ?? [];
  const comment = all.findIndex((word) => word.startsWith('#'));
  return comment === -1 ? all : all.slice(0, comment);
}

function isPattern(pattern: string): boolean {
  return !pattern.startsWith('!') && !/[[\]]/.test(pattern) && !pattern.includes('***') && pattern !== '/';
}

/** A part of a path: any number of signs, any one, or this one. */
type Token =
  { readonly kind: 'many' } | { readonly kind: 'any' } | { readonly kind: 'sign'; readonly sign: string };
/** One folder or file name, or any number of them. */
type Part = { readonly kind: 'many' } | { readonly kind: 'name'; readonly tokens: readonly Token[] };

const MANY = { kind: 'many' } as const;
const ANY_NAME: Part = { kind: 'name', tokens: [MANY] };

/**
 * A slash at the start or in the middle ties the pattern to the top. A folder holds all that is in it, unless the pattern
 * ends in a lone star: "docs/*" is only what stands in docs itself.
 */
function matcherOf(pattern: string): (path: string) => boolean {
  const names = pattern.replace(/^\//, '').replace(/\/$/, '').split('/');
  const tied = pattern.startsWith('/') || names.length > 1;
  const parts = [...(tied ? [] : [MANY]), ...names.map(partOf)];
  if (pattern.endsWith('/')) parts.push(ANY_NAME, MANY);
  else if (names.at(-1) === '**') parts.splice(-1, 1, ANY_NAME, MANY);
  else if (names.at(-1) !== '*' || !tied) parts.push(MANY);
  return (path) => fits(parts, path.split('/'), nameFits);
}

function partOf(name: string): Part {
  if (name === '**') return MANY;
  return { kind: 'name', tokens: (name.match(/\\.|./gsu) ?? []).map(tokenOf) };
}

/** Code points: "?" is one of them. */
function signsOf(name: string): readonly string[] {
  return name.match(/./gsu) ?? [];
}

function tokenOf(sign: string): Token {
  if (sign === '*') return MANY;
  return sign === '?' ? { kind: 'any' } : { kind: 'sign', sign: sign.replace(/^\\(?=.)/su, '') };
}

function nameFits(part: Part, name: string): boolean {
  return part.kind === 'many' || fits(part.tokens, signsOf(name), signFits);
}

function signFits(token: Token, sign: string): boolean {
  return token.kind !== 'sign' || token.sign === sign;
}

/** Takes back only the newest "many", which is enough, so that no pattern can make it slow. */
function fits<P extends { readonly kind: string }>(
  pattern: readonly P[],
  items: readonly string[],
  fitsOne: (part: P, item: string) => boolean,
): boolean {
  let at = 0;
  let many = -1;
  let taken = 0;
  for (let item = 0; item < items.length;) {
    const part = pattern[at];
    if (part?.kind === 'many') {
      many = at++;
      taken = item;
    } else if (part !== undefined && fitsOne(part, items[item] ?? '')) {
      at++;
      item++;
    } else if (many !== -1) {
      at = many + 1;
      item = ++taken;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(({ kind }) => kind === 'many');
}

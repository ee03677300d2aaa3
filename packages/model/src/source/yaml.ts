import { Composer, CST, isScalar, Lexer, Parser, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { fault } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { refused } from './place.ts';
import type { PlacedFault, Source } from './place.ts';

/**
 * YAML 1.2 core without what a delivery file does not need: anchors and aliases, tags, directives, several documents (which
 * files of OpenSLO may have), keys that are not text, deep nesting, great size.
 */

export interface Yaml {
  readonly value: unknown;
  readonly root: Node;
}

/** Far above what a delivery file needs, far below where a parser becomes slow or runs out of stack. */
const MOST_LEXEMES = 20_000;
const DEEPEST = 40;

const EMPTY = refused(0, 'the file is empty', null, '`glidepath init` writes a first delivery file');

export function readYaml(text: string): Source<Yaml> {
  const composed = compose(text, 'a delivery file');
  if (!composed.ok) return composed;
  const [document, second] = composed.value;
  if (document === undefined) return EMPTY;
  const faults = [
    ...syntaxFaults(text, document.errors),
    ...(second === undefined ? [] : [severalDocuments(second)]),
  ];
  if (faults.length > 0) return { ok: false, faults };
  const keys = keyFaults(document.contents);
  if (keys.length > 0) return { ok: false, faults: keys };
  const value = valueOf(document);
  return value === null ? EMPTY : { ok: true, value };
}

/** A file of any number of documents, empty ones left out, by the same rules; `file` says in messages what it is. */
export function readYamlDocuments(text: string, file: string): Source<readonly Yaml[]> {
  const composed = compose(text, file);
  if (!composed.ok) return composed;
  const documents = composed.value;
  for (const faultsIn of [
    (document: Document.Parsed) => syntaxFaults(text, document.errors),
    (document: Document.Parsed) => keyFaults(document.contents),
  ]) {
    const faults = documents.flatMap(faultsIn);
    if (faults.length > 0) return { ok: false, faults };
  }
  return { ok: true, value: documents.flatMap((document) => valueOf(document) ?? []) };
}

function compose(text: string, file: string): Source<readonly Document.Parsed[]> {
  const tokens = tokensOf(text);
  if (tokens === null) {
    return refused(0, `the file is far longer than ${file}`, null, 'check that it is the right one');
  }
  const unwanted = tokens.flatMap((token) => tokenFaults(token, file));
  if (unwanted.length > 0) return { ok: false, faults: unwanted };
  const composer = new Composer({ stringKeys: true, uniqueKeys: false, prettyErrors: false });
  return { ok: true, value: [...composer.compose(tokens, true, text.length)] };
}

/** Null where the document is empty. */
function valueOf(document: Document.Parsed): Yaml | null {
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return null;
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  return { value, root };
}

/** Null where the text has more parts than it may. */
function tokensOf(text: string): readonly CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > MOST_LEXEMES) return null;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  return tokens;
}

/** What a file may not hold although it is YAML; found before nodes are made, so that no bomb goes off. */
function tokenFaults(token: CST.Token, file: string): readonly PlacedFault[] {
  if (token.type === 'directive') {
    return [
      placed(token, `${quote(token.source)} is a directive`, `${file} is plain YAML 1.2`, 'remove the line'),
    ];
  }
  if (token.type !== 'document') return [];
  const faults: PlacedFault[] = [];
  CST.visit(token, ({ start, key, sep, value }, path) => {
    for (const part of [...start, key, ...(sep ?? []), value]) {
      if (part?.type === 'anchor' || part?.type === 'alias') {
        faults.push(
          placed(
            part,
            `${quote(part.source)} is an ${part.type}`,
            `${file} says each thing in its place`,
            'write the value out',
          ),
        );
      } else if (part?.type === 'tag') {
        faults.push(
          placed(
            part,
            `${quote(part.source)} is a tag`,
            'types come from the key',
            'write the value alone, text in quotes',
          ),
        );
      }
    }
    if (path.length <= DEEPEST) return undefined;
    const inner = value ?? key ?? start[0];
    if (inner)
      faults.push(
        placed(inner, `nested more than ${DEEPEST} deep`, null, 'check the brackets and the indentation'),
      );
    return CST.visit.BREAK;
  });
  return faults;
}

function placed(
  { offset }: { readonly offset: number },
  what: string,
  why: string | null,
  mend: string,
): PlacedFault {
  return { offset, fault: fault(what, why, mend) };
}

function severalDocuments({ range }: Document.Parsed): PlacedFault {
  return placed({ offset: range[0] }, 'a second document', 'a delivery file is one', 'remove the line ---');
}

/** One fault a line: what follows on the same line is most often its consequence. */
function syntaxFaults(text: string, errors: readonly YAMLError[]): readonly PlacedFault[] {
  const faults: PlacedFault[] = [];
  let last = -1;
  // A tab misplaces all that follows.
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  for (const error of (tabs.length > 0 ? tabs : errors).toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const offset = error.pos[0];
    if (last >= 0 && !text.slice(last, offset).includes('\n')) continue;
    last = offset;
    const { what, mend } = syntaxFault(error);
    faults.push(placed({ offset }, what, null, mend));
  }
  return faults;
}

function syntaxFault({ code, message }: YAMLError): { readonly what: string; readonly mend: string } {
  const what = message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ');
  switch (code) {
    case 'TAB_AS_INDENT':
      return { what: 'a tab as indentation', mend: 'indent with spaces' };
    case 'NON_STRING_KEY':
      return { what: 'a key that is no text', mend: 'write a plain word as key' };
    case 'BAD_SCALAR_START':
    case 'BAD_DQ_ESCAPE':
      return { what, mend: 'put the text in single quotes' };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return { what, mend: 'put what follows on its own, deeper line, or in quotes where it is text' };
    case 'BAD_INDENT':
      return { what, mend: 'close the bracket, or indent as the lines around it' };
    case 'MISSING_CHAR':
      return { what, mend: 'write the missing character' };
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'BAD_COLLECTION_TYPE':
    case 'BAD_DIRECTIVE':
    case 'BAD_PROP_ORDER':
    case 'BLOCK_IN_FLOW':
    case 'DUPLICATE_KEY':
    case 'IMPOSSIBLE':
    case 'KEY_OVER_1024_CHARS':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_DOCS':
    case 'MULTIPLE_TAGS':
    case 'RESOURCE_EXHAUSTION':
    case 'TAG_RESOLVE_FAILED':
    case 'UNEXPECTED_TOKEN':
      return { what, mend: 'check quotes, brackets and indentation here' };
  }
}

function keyFaults(root: Node | null): readonly PlacedFault[] {
  const faults: PlacedFault[] = [];
  visit(root, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0] ?? 0;
        const shown = quote(String(key.value));
        if (seen.has(key.value)) {
          faults.push(placed({ offset }, `the key ${shown} is written twice`, null, 'keep one of the two'));
        } else if (key.value === '__proto__') {
          faults.push(placed({ offset }, `unknown key ${shown}`, null, 'remove it'));
        }
        seen.add(key.value);
      }
    },
  });
  return faults;
}

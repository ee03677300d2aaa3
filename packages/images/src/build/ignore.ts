import { posix } from 'node:path';

/** What a .dockerignore leaves out: https://docs.docker.com/build/concepts/context/#dockerignore-files */
export interface Ignore {
  /** @param path from the context's root, with / between folders */
  readonly leavesOut: (path: string) => boolean;
  /** Whether a folder that is left out may hold what is not. */
  readonly hasExceptions: boolean;
}

export function readIgnore(text: string): Ignore {
  const rules = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => line.trim())
    .map(ruleOf);
  return {
    leavesOut: (path) => {
      // What holds for a folder holds for all that is in it; the last word counts.
      const paths = waysTo(path);
      return rules.reduce((out, { pattern, keeps }) => {
        return out === keeps && paths.some((one) => pattern.test(one)) ? !keeps : out;
      }, false);
    },
    hasExceptions: rules.some(({ keeps }) => keeps),
  };
}

/** `a/b/c` and the folders that it is in. */
function waysTo(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function ruleOf(line: string): { readonly pattern: RegExp; readonly keeps: boolean } {
  const keeps = line.startsWith('!');
  const path = posix.normalize((keeps ? line.slice(1) : line).trim()).replace(/^\/+|\/+$/g, '');
  return { pattern: patternOf(path), keeps };
}

const NOTHING = /^(?!)/;

/** Go's filepath.Match, and `**` for any folders. One that can't be read leaves nothing out. */
function patternOf(path: string): RegExp {
  let source = '';
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at);
    if (path.startsWith('**', at)) {
      at += 1;
      const isFolder = path.charAt(at + 1) === '/';
      if (isFolder) at += 1;
      source += isFolder ? '(?:.*/)?' : '.*';
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[') {
      const set = /^\[\^?(?:\\.|[^\]\\])+\]/.exec(path.slice(at))?.[0];
      if (set === undefined) return NOTHING;
      source += set.replace(/(?<=.)\[/g, '\\[');
      at += set.length - 1;
    } else if (character === '\\') {
      at += 1;
      source += escaped(path.charAt(at));
    } else source += escaped(character);
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return NOTHING;
  }
}

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

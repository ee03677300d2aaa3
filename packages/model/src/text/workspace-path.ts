import { posix } from 'node:path';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** What a pattern can say: neither absolute nor with `..` or a backslash, and not blank. */
export const WORKSPACE_PATH = /^(?!\/|[A-Za-z]:)(?!(?:.*\/)?\.\.(?:\/|$))(?=.*\S)[^\\]+$/;

const STAY = 'write a path relative to the workspace, such as ./dist';

/** A path relative to the workspace that does not leave it, normalised: `./dist/` is `dist`. Symlinks are not followed here. */
export function parseWorkspacePath(text: string): Parsed<string> {
  const is = `is ${quote(text)}`;
  if (text.trim() === '') return faulty(is, 'a path is missing', STAY);
  if (/\p{Cc}/u.test(text)) return faulty(is, 'it holds a control character', STAY);
  if (text.includes('\\'))
    return faulty(is, 'folders are separated by / on every system', `write ${text.replaceAll('\\', '/')}`);
  if (text.startsWith('/') || /^[a-z]:/i.test(text))
    return faulty(is, 'an absolute path leaves the workspace', STAY);
  if (text.split('/').includes('..')) return faulty(is, '.. may leave the workspace', STAY);
  const normal = posix.normalize(text);
  return parsed(normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal);
}

import { describe, expect, it } from 'vitest';
import { parseCodeowners, ruleFor } from './codeowners.ts';

/** The owners of a file by a file of rules. */
function ownersOf(text: string, path: string): readonly string[] | null {
  return ruleFor(parseCodeowners(text), path)?.owners ?? null;
}

describe('patterns', () => {
  it.each([
    ['*', 'a.ts', true],
    ['*', 'deep/down/a.ts', true],
    ['*.js', 'a.js', true],
    ['*.js', 'deep/a.js', true],
    ['*.js', 'a.jsx', false],
    ['/build/logs/', 'build/logs/a.txt', true],
    ['/build/logs/', 'build/logs/deep/a.txt', true],
    ['/build/logs/', 'other/build/logs/a.txt', false],
    ['/build/logs/', 'build/logs', false],
    ['docs/*', 'docs/start.md', true],
    ['docs/*', 'docs/build/trouble.md', false],
    ['docs/*', 'other/docs/start.md', false],
    ['apps/', 'apps/a.ts', true],
    ['apps/', 'deep/apps/down/a.ts', true],
    ['apps', 'apps', true],
    ['apps', 'deep/apps/a.ts', true],
    ['/docs/', 'docs/a.md', true],
    ['/apps/github', 'apps/github', true],
    ['/apps/github', 'apps/github/a.ts', true],
    ['/apps/github', 'apps/github2/a.ts', false],
    ['**/logs', 'build/logs/a.txt', true],
    ['**/logs', 'logs/a.txt', true],
    ['**/logs', 'deep/down/logs/a.txt', true],
    ['/a/**/z.ts', 'a/z.ts', true],
    ['/a/**/z.ts', 'a/b/c/z.ts', true],
    ['/a/**', 'a/b/c', true],
    ['/a/**', 'a', false],
    ['/a/*/c', 'a/b/c', true],
    ['/a/*/c', 'a/b/b/c', false],
    ['/a/?.ts', 'a/b.ts', true],
    ['/a/?.ts', 'a/bb.ts', false],
    ['/a.b+c', 'a.b+c', true],
    ['/a.b+c', 'axb+c', false],
    ['/with\\ space.md', 'with space.md', true],
    ['/A.md', 'a.md', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(ownersOf(`${pattern} @one`, path)).toEqual(matches ? ['@one'] : null);
  });
});

it('lets the last rule that matches decide, one without owners too', () => {
  const text = '* @all\n*.ts @coders @acme/core\n/free/\n';
  expect(ownersOf(text, 'README.md')).toEqual(['@all']);
  expect(ownersOf(text, 'src/a.ts')).toEqual(['@coders', '@acme/core']);
  expect(ownersOf(text, 'free/a.ts')).toEqual([]);
});

it('passes over comments, blank lines and lines that GitHub finds faulty', () => {
  const text = ['# * @nobody', '', '* @all # and a word', '!*.md @nobody', '*.[ch] @nobody', '*.ts nobody'];
  for (const path of ['a.md', 'a.c', 'a.ts']) expect(ownersOf(text.join('\r\n'), path)).toEqual(['@all']);
});

it('takes addresses', () => {
  expect(ownersOf('* ann@example.com', 'a')).toEqual(['ann@example.com']);
});

it('is quick with a pattern that is all stars', () => {
  const pattern = `${'/**/*a'.repeat(40)}*b`;
  expect(ownersOf(`${pattern} @one`, `${'a/'.repeat(2_000)}${'a'.repeat(200)}`)).toBeNull();
});

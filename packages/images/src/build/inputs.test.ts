import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digest, type Digest } from '@glidepath/model';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePlatform } from '../registry/platform.ts';
import { basesOf } from './bases.ts';
import { contextDigest, ignoreFileOf } from './context.ts';
import { readIgnore } from './ignore.ts';
import { inputTag, type BuildInputs } from './inputs.ts';

const AMD = parsePlatform('linux/amd64');

describe('the bases of a Dockerfile', () => {
  it.each<[string, string, readonly string[]]>([
    ['FROM node:24\nRUN x', 'one', ['node:24']],
    [
      'from --platform=$BUILDPLATFORM node:24 as Build\nFROM scratch\nCOPY --from=build /a /a',
      'a stage',
      ['node:24'],
    ],
    [
      'FROM a AS x\nFROM x\nCOPY --from=0 /a /a\nCOPY --chown=1 --from=b:1 /a /a',
      'other images',
      ['a', 'b:1'],
    ],
    ['FROM a\nRUN --mount=type=bind,from=c,target=/x --network=none y --from=no', 'mounts', ['a', 'c']],
    ['ARG V=24 W="x"\nARG I=node:${V}-${W:-y}\nFROM $I', 'arguments', ['node:24-x']],
    ['ARG BASE=old\nFROM ${BASE}', 'an argument that is given', ['new:2']],
    ['FROM a AS app-amd64\nFROM b AS app-arm64\nFROM app-${TARGETARCH}', 'a stage by platform', ['a', 'b']],
    ['FROM a\nRUN <<EOF\nFROM users\nEOF\nCOPY <<-"X" /f\nFROM b\n\tX\nRUN x', 'here-documents', ['a']],
    ['FROM a\nRUN echo $((1<<EOF))\nFROM b', 'a shift', ['a', 'b']],
    ['# escape=`\nFROM `\n# no\n a:1', 'another escape', ['a:1']],
    ['FROM a@sha256:1\n', 'a digest', ['a@sha256:1']],
    ['', 'none', []],
  ])('are found: %s (%s)', (dockerfile, _name, bases) => {
    const both = [AMD, parsePlatform('linux/arm64')];
    expect(basesOf(dockerfile, { BASE: 'new:2' }, both, AMD)).toEqual(bases);
  });
});

describe('.dockerignore', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['# all\n\n  a  ', ['a', 'a/b/c'], ['b', 'b/a', 'ab']],
    ['*.md\n!README.md', ['x.md'], ['README.md', 'd/x.md']],
    ['**/*.log', ['x.log', 'a/b/x.log'], ['x.logs']],
    ['/a/./b/', ['a/b', 'a/b/c'], ['b', 'a']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
    ['?.[a-c]x', ['1.bx'], ['1.dx', '12.bx']],
    ['*\n!src\nsrc/secret', ['x', 'src/secret', 'src/secret/y'], ['src', 'src/a/b']],
    ['a\\*', ['a*'], ['ab']],
    ['a+(b|c).x', ['a+(b|c).x'], ['aab.x']],
    ['[', [], ['[', 'a']],
  ])('%j', (text, out, kept) => {
    const { leavesOut } = readIgnore(text);
    for (const path of out) expect(leavesOut(path), path).toBe(true);
    for (const path of kept) expect(leavesOut(path), path).toBe(false);
  });
});

const root = mkdtempSync(join(tmpdir(), 'glidepath-inputs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function context(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function named(folder: string, commit: string | null = 'c1'): Promise<string> {
  return contextDigest(folder, await ignoreFileOf(folder, join(folder, 'Dockerfile')), commit);
}

describe('a context', () => {
  const FILES = { 'a.txt': 'a', 'src/b.txt': 'b', '.dockerignore': 'out\n' };

  it('is the same whatever its times, and what is left out', async () => {
    const one = context({ ...FILES, 'out/x': '1' });
    const other = context({ 'out/x': '2', 'out/y': '3', ...FILES });
    utimesSync(join(other, 'a.txt'), 1, 1);
    chmodSync(join(other, 'a.txt'), 0o600);
    expect(await named(one)).toBe(await named(other));
  });

  it.each<[string, (folder: string) => void]>([
    ['content', (folder) => writeFileSync(join(folder, 'a.txt'), 'A')],
    ['a name', (folder) => writeFileSync(join(folder, 'c.txt'), '')],
    ['an empty folder', (folder) => mkdirSync(join(folder, 'empty'))],
    ['who may run it', (folder) => chmodSync(join(folder, 'a.txt'), 0o755)],
    ['a link', (folder) => symlinkSync('a.txt', join(folder, 'l'))],
    ['what is left out', (folder) => writeFileSync(join(folder, '.dockerignore'), 'src')],
    ["the Dockerfile's own list", (folder) => writeFileSync(join(folder, 'Dockerfile.dockerignore'), 'src')],
  ])('is another with another %s', async (_name, change) => {
    const [one, other] = [context(FILES), context(FILES)];
    change(other);
    expect(await named(one)).not.toBe(await named(other));
  });

  it('has the commit for what git keeps', async () => {
    const [one, other] = [context({ ...FILES, '.git/index': '1' }), context({ ...FILES, '.git/index': '2' })];
    expect(await named(one)).toBe(await named(other));
    expect(await named(one)).not.toBe(await named(other, 'c2'));
    const without = context({ ...FILES, '.dockerignore': 'out\n.git\n', '.git/index': '3' });
    expect(await named(without, 'c1')).toBe(await named(without, 'c2'));
  });

  it('is refused where it is not there', async () => {
    await expect(named(join(root, 'nothing'))).rejects.toMatchObject({ kind: 'invalid' });
  });
});

const hex = (digit: string): Digest => digest(`sha256:${digit.repeat(64)}`);

describe('the tag of the inputs', () => {
  const INPUTS: BuildInputs = {
    context: hex('1'),
    dockerfile: 'FROM a',
    request: {
      target: null,
      args: { A: '1', B: '2' },
      secrets: [{ id: 'npm', from: { kind: 'env', name: 'NPM' } }],
      platforms: [AMD],
    },
    labels: { a: 'b' },
    bases: new Map([['a', hex('2')]]),
  };

  it('is short, the same for the same, and does not hang on an order', () => {
    const tag = inputTag(INPUTS);
    expect(tag).toMatch(/^glidepath-[0-9a-f]{32}$/);
    expect(inputTag({ ...INPUTS, request: { ...INPUTS.request, args: { B: '2', A: '1' } } })).toBe(tag);
  });

  it.each<[string, Partial<BuildInputs>]>([
    ['context', { context: hex('3') }],
    ['Dockerfile', { dockerfile: 'FROM b' }],
    ['target', { request: { ...INPUTS.request, target: 'x' } }],
    ['argument', { request: { ...INPUTS.request, args: { A: '1', B: '3' } } }],
    ['platform', { request: { ...INPUTS.request, platforms: [parsePlatform('linux/arm64')] } }],
    ['secret', { request: { ...INPUTS.request, secrets: [] } }],
    ['label', { labels: {} }],
    ['base', { bases: new Map([['a', hex('4')]]) }],
  ])('is another with another %s', (_name, part) => {
    expect(inputTag({ ...INPUTS, ...part })).not.toBe(inputTag(INPUTS));
  });
});

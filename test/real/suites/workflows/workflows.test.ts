import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli } from '../../../harness/index.ts';
import { ensureActionlint, type ActionlintPart } from '../../parts/actionlint.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureZizmor, type ZizmorPart } from '../../parts/zizmor.ts';
import { actionlint, zizmor } from './linters.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');

const WORKFLOWS = found('.github/workflows/*.yml');
const CALLERS = found('workflows/*.yml');
const ACTIONS = [...found('.github/actions/*/action.yml'), ...found('actions/*/action.yml'), 'action.yml'];

let strict: ZizmorPart;
let typed: ActionlintPart;
const folders: string[] = [];

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  strict = await ensureZizmor(cache);
  typed = await ensureActionlint(cache);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function found(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: CHECKOUT }).sort();
}

/** A git repository, which is what actionlint takes for a project. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-workflows-'));
  folders.push(folder);
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  return folder;
}

/** One that holds our workflows and actions too, so that what uses them is checked against them. */
function projectWithOurs(): string {
  const folder = project();
  for (const part of ['.github', 'actions', 'dist']) {
    cpSync(join(CHECKOUT, part), join(folder, part), { recursive: true });
  }
  return folder;
}

describe('zizmor and actionlint find nothing', () => {
  it('in our workflows and actions', async () => {
    expect(WORKFLOWS.length).toBeGreaterThanOrEqual(7);
    expect(ACTIONS.length).toBeGreaterThanOrEqual(8);
    expect(await zizmor(strict, [...WORKFLOWS, ...ACTIONS], CHECKOUT)).toEqual([]);
    expect(await actionlint(typed, WORKFLOWS, CHECKOUT)).toEqual([]);
  });

  it('in the callers to copy', async () => {
    expect(CALLERS.length).toBeGreaterThanOrEqual(6);
    expect(await zizmor(strict, CALLERS, CHECKOUT)).toEqual([]);
    expect(await actionlint(typed, CALLERS, CHECKOUT)).toEqual([]);
  });

  it('in the callers where what they call can be looked into: inputs, secrets, kinds', async () => {
    const folder = projectWithOurs();
    const copies = CALLERS.map((caller) => {
      const copy = `.github/workflows/caller-${basename(caller)}`;
      const text = readFileSync(join(CHECKOUT, caller), 'utf8');
      const near = text.replaceAll(/glidepath\/glidepath\/(\S+)@v1/g, './$1');
      expect(near).not.toBe(text);
      writeFileSync(join(folder, copy), near);
      return copy;
    });
    expect(await actionlint(typed, copies, folder)).toEqual([]);
  });

  it('in a workflow that uses each action by itself', async () => {
    const folder = projectWithOurs();
    const steps = found('actions/*/action.yml').map((path) => `      - uses: ./${join(path, '..')}\n`);
    writeFileSync(
      join(folder, '.github/workflows/each.yml'),
      `on: push\njobs:\n  each:\n    runs-on: ubuntu-latest\n    steps:\n${steps.join('')}`,
    );
    expect(await actionlint(typed, ['.github/workflows/each.yml'], folder)).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    [
      'a package that is built',
      {
        'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node main.js', build: 'tsc' } }),
        'package-lock.json': '{}',
      },
    ],
    ['a Dockerfile', { Dockerfile: 'FROM ruby\nCMD ["puma"]\n' }],
  ])('in what `glidepath init` writes beside %s', async (_, files) => {
    const folder = project();
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const init = await startCli(folder, ['init']).ended;
    expect(init, init.stderr).toMatchObject({ code: 0 });
    const written = globSync('.github/workflows/*.yml', { cwd: folder });
    expect(written).toHaveLength(1);
    expect(await zizmor(strict, written, folder)).toEqual([]);
    expect(await actionlint(typed, written, folder)).toEqual([]);
  });
});

describe('what they are told to pass over', () => {
  it('is three things that they cannot know better, each with its reason beside it', () => {
    const silenced = [...WORKFLOWS, ...CALLERS, ...ACTIONS].flatMap((path) =>
      [
        ...readFileSync(join(CHECKOUT, path), 'utf8').matchAll(
          /zizmor: ignore\[([\w-]+)\] \S+ \S+|ignore|disable/g,
        ),
      ].map(([text, rule]) => `${path.startsWith('workflows/') ? 'callers' : 'ours'}: ${rule ?? text}`),
    );
    expect(new Set(silenced)).toEqual(
      new Set([
        // A called workflow has what its caller grants; they take it for GitHub's default.
        'ours: excessive-permissions',
        // A tag that moves is what users want of a caller; its sha is not known before the release.
        'callers: unpinned-uses',
        // Recovery has to run when another run has ended, and takes nothing from it.
        'callers: dangerous-triggers',
      ]),
    );
    expect(globSync('.github/{zizmor,actionlint}.y{a,}ml', { cwd: CHECKOUT })).toEqual([]);
  });
});

describe('they would find it', () => {
  it('where a script takes what strangers write, an action is not pinned and a right is too much', async () => {
    const folder = project();
    const path = '.github/workflows/bad.yml';
    writeFileSync(
      join(folder, path),
      `name: Bad
on: pull_request_target
permissions: write-all
jobs:
  bad:
    name: Bad
    runs-on: ubuntu-latest
    steps:
      - name: Say
        run: echo \${{ github.event.pull_request.title }} $HOME
      - name: Use
        uses: actions/checkout@v5
        with: { depth: 1 }
`,
    );
    const rules = (await zizmor(strict, [path], folder)).map(({ rule }) => rule);
    expect(rules).toEqual(
      expect.arrayContaining([
        'template-injection',
        'unpinned-uses',
        'excessive-permissions',
        'dangerous-triggers',
      ]),
    );
    const kinds = (await actionlint(typed, [path], folder)).map(({ rule }) => rule);
    expect(kinds).toEqual(expect.arrayContaining(['action', 'expression', 'shellcheck']));
  });

  it('where a caller gives an input that there is none of, or none of those there must be', async () => {
    const folder = projectWithOurs();
    const path = '.github/workflows/caller.yml';
    writeFileSync(
      join(folder, path),
      'on: push\njobs:\n  a:\n    uses: $/.github/workflows/deploy.yml\n    with: { enviroment: production }\n',
    );
    const messages = (await actionlint(typed, [path], folder)).map(({ message }) => message);
    expect(messages.join('\n')).toContain('input "enviroment" is not defined');
    expect(messages.join('\n')).toContain('input "environment" is required');
  });
});

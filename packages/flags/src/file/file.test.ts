import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask, flagsOf, told, valueOf } from '../testing/asking.ts';
import { workspaceWith } from '../testing/workspace.ts';

const FILE = `
on: true
long: { value: everyone, variant: all }
share: 2.5
object: { value: { a: [1, null] } }
bare: { a: 1 }
nothing:
`;

let workspace: ReturnType<typeof workspaceWith>;
beforeEach(() => {
  workspace = workspaceWith({
    'flags.yml': FILE,
    'flags.json': '{"on": false}',
    'list.yml': '- a',
    'bad.yml': '{',
  });
  symlinkSync('/etc/hostname', join(workspace.path, 'out.yml'));
});
afterEach(() => workspace.remove());

async function asked(file: string, key: string, type: Parameters<typeof ask>[2] = 'boolean') {
  const source = await flagsOf({ kind: 'file', file }, { workspace: workspace.path });
  try {
    return await ask(source, key, type);
  } finally {
    await source.close();
  }
}

it.each([
  ['flags.yml', 'on', 'boolean', true],
  ['flags.json', 'on', 'boolean', false],
  ['flags.yml', 'share', 'number', 2.5],
  ['flags.yml', 'object', 'object', { a: [1, null] }],
] as const)('%s: %s', async (file, key, type, value) => {
  expect(valueOf(await asked(file, key, type))).toEqual(value);
});

it('tells the variant', async () => {
  const answer = { kind: 'value', value: 'everyone', variant: 'all', reason: 'STATIC' };
  expect(await asked('flags.yml', 'long', 'string')).toEqual(answer);
});

it.each([
  ['flags.yml', 'missing', 'not-found: the file flags.yml knows no flag "missing"'],
  ['flags.yml', 'toString', 'not-found'],
  ['flags.yml', 'share', 'wrong-type: the flag "share" of the file flags.yml is no boolean'],
  [
    'flags.yml',
    'bare',
    'broken: the file flags.yml says of the flag "bare" neither a value nor { value, variant }',
  ],
  ['flags.yml', 'nothing', 'broken'],
  ['list.yml', 'on', 'broken: the file list.yml is no mapping'],
  ['bad.yml', 'on', 'broken: the file bad.yml is no mapping'],
  ['none.yml', 'on', 'unreachable: the file none.yml does not exist; check the path, which begins at'],
  ['out.yml', 'on', 'broken: the file out.yml leads out of the workspace'],
])('%s: %s is trouble', async (file, key, says) => {
  expect(told(await asked(file, key))).toContain(says);
});

it('is read anew for each question', async () => {
  const source = await flagsOf({ kind: 'file', file: 'flags.yml' }, { workspace: workspace.path });
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  workspace.write('flags.yml', 'on: false');
  expect(valueOf(await ask(source, 'on'))).toBe(false);
  await source.close();
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask, flagsOf, told, valueOf } from '../testing/asking.ts';
import { workspaceWith } from '../testing/workspace.ts';

const BOOLEAN = { on: true, off: false };
const FLAGS = {
  on: { state: 'ENABLED', variants: BOOLEAN, defaultVariant: 'on' },
  text: { state: 'ENABLED', variants: { a: 'all' }, defaultVariant: 'a' },
  number: { state: 'ENABLED', variants: { a: 2.5 }, defaultVariant: 'a' },
  object: { state: 'ENABLED', variants: { a: { b: [1] } }, defaultVariant: 'a' },
  disabled: { state: 'DISABLED', variants: BOOLEAN, defaultVariant: 'on' },
  undecided: { state: 'ENABLED', variants: BOOLEAN },
  'for-alice': {
    state: 'ENABLED',
    variants: BOOLEAN,
    defaultVariant: 'off',
    targeting: { if: [{ '==': [{ var: 'actor' }, 'alice'] }, 'on'] },
  },
  astray: { state: 'ENABLED', variants: BOOLEAN, defaultVariant: 'off', targeting: { if: [true, 'none'] } },
};

let workspace: ReturnType<typeof workspaceWith>;
beforeEach(() => {
  workspace = workspaceWith({
    'flags.json': JSON.stringify({ flags: FLAGS }),
    'bad.json': '{',
    'other.json': '[]',
  });
});
afterEach(() => workspace.remove());

async function asked(key: string, type: Parameters<typeof ask>[2] = 'boolean', file = 'flags.json') {
  const source = await flagsOf({ kind: 'flagd-file', file }, { workspace: workspace.path });
  try {
    return await ask(source, key, type);
  } finally {
    await source.close();
  }
}

it.each([
  ['on', 'boolean', true, 'on'],
  ['text', 'string', 'all', 'a'],
  ['number', 'number', 2.5, 'a'],
  ['object', 'object', { b: [1] }, 'a'],
  ['for-alice', 'boolean', true, 'on'],
] as const)('%s', async (key, type, value, variant) => {
  expect(await asked(key, type)).toMatchObject({ kind: 'value', value, variant });
});

it.each([
  ['missing', 'not-found: the file flags.json knows no flag "missing"'],
  ['text', 'wrong-type: the flag "text" of the file flags.json is no boolean'],
  ['disabled', 'archived: the flag "disabled" of the file flags.json is disabled'],
  ['undecided', 'archived: the flag "undecided" of the file flags.json has no default variant'],
  ['astray', 'broken: the file flags.json cannot evaluate the flag "astray"'],
])('%s is trouble', async (key, says) => {
  expect(told(await asked(key))).toContain(says);
});

it.each([
  ['bad.json', 'broken: the file bad.json holds no definitions of flagd'],
  ['other.json', 'the file other.json'],
  ['none.json', 'unreachable: the file none.json does not exist'],
])('%s is trouble', async (file, says) => {
  expect(told(await asked('on', 'boolean', file))).toContain(says);
});

it('is read anew for each question', async () => {
  const source = await flagsOf({ kind: 'flagd-file', file: 'flags.json' }, { workspace: workspace.path });
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  const changed = { flags: { on: { ...FLAGS.on, defaultVariant: 'off' } } };
  workspace.write('flags.json', JSON.stringify(changed));
  expect(valueOf(await ask(source, 'on'))).toBe(false);
  workspace.write('flags.json', '{');
  expect(await ask(source, 'on')).toMatchObject({ kind: 'trouble', code: 'broken' });
  await source.close();
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHANGED, inventoryFor, look, stateOf } from '../testing/looking.ts';
import { workspaceWith } from '../testing/workspace.ts';

/** Flags that stand in the workspace or in the environment, and so without a server. */

const BOOLEAN = { on: true, off: false };
const DEFINITIONS = {
  everybody: { state: 'ENABLED', variants: BOOLEAN, defaultVariant: 'on', targeting: {} },
  targeted: { state: 'ENABLED', variants: BOOLEAN, defaultVariant: 'off', targeting: { if: [true, 'on'] } },
  disabled: { state: 'DISABLED', variants: BOOLEAN, defaultVariant: 'on' },
  undecided: { state: 'ENABLED', variants: BOOLEAN },
  strange: { state: 'ENABLED' },
};

let workspace: ReturnType<typeof workspaceWith>;
beforeEach(() => {
  workspace = workspaceWith({
    'flags.yml': 'on: true\nlong: { value: everyone, variant: all }\nbare: { a: 1 }\n',
    'flags.json': JSON.stringify({ flags: DEFINITIONS }),
    'bad.json': '[]',
  });
});
afterEach(() => workspace.remove());

it.each([
  ['on', 'everybody gets true', 'true', null],
  ['long', 'everybody gets "everyone"', '"everyone"', 'all'],
])('a file says of %s: %s', async (key, state, settledOn, settledName) => {
  const inventory = await inventoryFor({ kind: 'file', file: 'flags.yml' }, { workspace: workspace.path });
  expect(await look(inventory, key)).toEqual({
    kind: 'flag',
    state,
    changed: CHANGED,
    settledOn,
    settledName,
    permanent: false,
  });
});

it('a file without a history has no last change', async () => {
  const context = { workspace: workspace.path, lastChange: async () => null };
  const inventory = await inventoryFor({ kind: 'file', file: 'flags.yml' }, context);
  expect(await look(inventory, 'on')).toMatchObject({ kind: 'flag', changed: null });
});

it.each([
  ['none', 'not-found: the file flags.yml knows no flag "none"'],
  ['bare', 'broken: the file flags.yml says of the flag "bare" neither'],
])('a file and %s are trouble', async (key, says) => {
  const inventory = await inventoryFor({ kind: 'file', file: 'flags.yml' }, { workspace: workspace.path });
  expect(stateOf(await look(inventory, key))).toContain(says);
});

it.each([
  ['everybody', 'everybody gets true', 'true'],
  ['targeted', 'by its targeting; beyond that everybody gets false', null],
  ['disabled', 'disabled, and serves no value', null],
  ['undecided', 'no value for anybody', null],
])("flagd's definitions say of %s: %s", async (key, state, settledOn) => {
  const provider = { kind: 'flagd-file', file: 'flags.json' } as const;
  const inventory = await inventoryFor(provider, { workspace: workspace.path });
  expect(await look(inventory, key)).toMatchObject({ kind: 'flag', state, settledOn, changed: CHANGED });
});

it.each([
  ['flags.json', 'none', 'not-found: the file flags.json knows no flag "none"'],
  ['flags.json', 'toString', 'not-found: '],
  ['flags.json', 'strange', 'broken: the file flags.json has for "strange" no definition of flagd'],
  ['bad.json', 'everybody', 'broken: the file bad.json holds no definitions of flagd'],
  ['none.json', 'everybody', 'unreachable: the file none.json does not exist'],
])('%s and %s are trouble', async (file, key, says) => {
  const inventory = await inventoryFor({ kind: 'flagd-file', file }, { workspace: workspace.path });
  expect(stateOf(await look(inventory, key))).toContain(says);
});

it.each([
  ['FLAG_A', 'True', 'set to true', 'true'],
  ['FLAG_A', 'swordfish', 'set to a text', null],
])('the variable %s=%s is %s', async (name, text, state, settledOn) => {
  const inventory = await inventoryFor({ kind: 'env', prefix: 'FLAG_' }, { env: { [name]: text } });
  const found = await look(inventory, 'a');
  expect(found).toMatchObject({ kind: 'flag', state, settledOn, changed: null });
  expect(JSON.stringify(found)).not.toContain('swordfish');
});

it('a variable that is not set is trouble', async () => {
  const inventory = await inventoryFor({ kind: 'env', prefix: 'FLAG_' });
  expect(stateOf(await look(inventory, 'a'))).toContain(
    'not-found: the environment variable FLAG_A is not set',
  );
});

import { millis } from '@glidepath/model';
import { expect, it } from 'vitest';
import { ask, CONTEXT, flagsOf, valueOf } from './testing/asking.ts';
import { workspaceWith } from './testing/workspace.ts';

const FILE = { kind: 'file', file: 'flags.yml' } as const;

it('keeps several providers apart, also when one of them is closed', async () => {
  const [one, other] = [
    workspaceWith({ 'flags.yml': 'a: true' }),
    workspaceWith({ 'flags.yml': 'a: false' }),
  ];
  const first = await flagsOf(FILE, { workspace: one.path });
  const second = await flagsOf(FILE, { workspace: other.path });
  expect(valueOf(await ask(first, 'a'))).toBe(true);
  expect(valueOf(await ask(second, 'a'))).toBe(false);
  await first.close();
  expect(valueOf(await ask(second, 'a'))).toBe(false);
  await second.close();
  one.remove();
  other.remove();
});

it('gives the default of a closed provider to nobody', async () => {
  const workspace = workspaceWith({ 'flags.yml': 'a: true' });
  const source = await flagsOf(FILE, { workspace: workspace.path });
  await source.close();
  expect(await ask(source, 'a')).toMatchObject({ kind: 'trouble', code: 'unreachable' });
  workspace.remove();
});

it('answers in the order of the questions', async () => {
  const workspace = workspaceWith({ 'flags.yml': '{ a: 1, b: x }' });
  const source = await flagsOf(FILE, { workspace: workspace.path });
  const questions = [
    { key: 'b', type: 'string' },
    { key: 'none', type: 'boolean' },
    { key: 'a', type: 'number' },
  ] as const;
  const answers = await source.evaluate(questions, CONTEXT, millis(1_000));
  expect(answers.map((one) => (one.kind === 'value' ? one.value : one.code))).toEqual(['x', 'not-found', 1]);
  expect(await source.evaluate([], CONTEXT, millis(1_000))).toEqual([]);
  await source.close();
  workspace.remove();
});

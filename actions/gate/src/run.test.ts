import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { gateExitCode, type GateAnswer, type GateOptions } from '@glidepath/verbs/gate';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

const OPEN: GateAnswer = {
  version: 1,
  verb: 'gate',
  service: 'shop',
  environment: 'production',
  open: true,
  reason: null,
  message: 'v1 may come into production',
  until: null,
  refusals: [],
  ledger: { ref: 'refs/glidepath/shop/production' },
};
const REFUSAL = {
  reason: 'frozen',
  message: 'shop in production is frozen',
  until: '2026-03-09T06:00:00.000Z',
} as const;
const CLOSED: GateAnswer = { ...OPEN, ...REFUSAL, open: false, refusals: [REFUSAL] };

async function act(answer: GateAnswer, inputs: Readonly<Partial<Record<Input, string>>>) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, inputs);
  const asked: GateOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    gateExitCode,
    async gate(_, options) {
      asked.push(options);
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

it('passes its inputs on', async () => {
  const inputs = { environment: 'production', commit: 'abc', override: 'mends it', wait: '2m' };
  const { asked } = await act(OPEN, inputs);
  expect(asked).toEqual([
    {
      environment: 'production',
      file: '.github/delivery.yml',
      release: null,
      commit: 'abc',
      digest: null,
      override: 'mends it',
      waitMs: 120_000,
    },
  ]);
});

it('is green and quiet where all is open', async () => {
  const { runner, exitCode } = await act(OPEN, { environment: 'production' });
  expect(exitCode).toBe(0);
  expect(Object.fromEntries(runner.outputs)).toEqual({
    open: 'true',
    reason: '',
    message: OPEN.message,
    until: '',
    result: JSON.stringify(OPEN),
  });
  expect(runner.notes).toEqual([]);
  expect(runner.summary).toContain('shop to production: open');
});

it.each([
  ['fail', 7, 'error'],
  ['pass', 0, 'warning'],
] as const)('tells who says no where it is to %s', async (onClosed, code, level) => {
  const { runner, exitCode } = await act(CLOSED, { environment: 'production', 'on-closed': onClosed });
  expect(exitCode).toBe(code);
  expect(runner.outputs.get('open')).toBe('false');
  expect(runner.outputs.get('reason')).toBe('frozen');
  expect(runner.outputs.get('until')).toBe(REFUSAL.until);
  expect(runner.notes).toEqual([{ level, title: 'production is closed', message: REFUSAL.message }]);
  expect(runner.summary).toContain('2026-03-09 06:00:00 UTC');
});

it.each([
  [{ environment: 'prod' }, /no environment "prod"/],
  [{ wait: '5' }, /the input wait is "5", .*5m/],
  [{ 'on-closed': 'ignore' }, /the input on-closed is "ignore", write one of fail, pass/],
])('refuses %j before anything is asked', async (inputs, says) => {
  const { runner, asked, exitCode } = await act(OPEN, inputs);
  expect(exitCode).toBe(2);
  expect(asked).toEqual([]);
  expect(runner.outputs.size).toBe(0);
  expect(runner.notes.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
});

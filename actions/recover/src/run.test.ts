import { LedgerError } from '@glidepath/conductor';
import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import {
  recoverExitCode,
  type RecoverAnswer,
  type RecoverOptions,
  type Recovered,
} from '@glidepath/verbs/recover';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

function answerOf(...outcomes: readonly Recovered['outcome'][]): RecoverAnswer {
  return {
    version: 1,
    verb: 'recover',
    service: 'shop',
    found: outcomes.filter((outcome) => outcome === 'finished' || outcome === 'failed').length,
    recovered: outcomes.filter((outcome) => outcome === 'finished').length,
    environments: outcomes.map((outcome, index) => ({
      environment: `env-${index + 1}`,
      outcome,
      message: `it is ${outcome}`,
      result: null,
    })),
  };
}

async function act(answer: RecoverAnswer | Error, inputs: Readonly<Partial<Record<Input, string>>> = {}) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, inputs);
  const asked: RecoverOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    recoverExitCode,
    async recover(_, place) {
      asked.push(place);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

it('looks at all environments, or at the one that is named', async () => {
  const file = '.github/delivery.yml';
  expect((await act(answerOf('idle'))).asked).toEqual([{ environment: null, file, afterFailure: false }]);
  expect((await act(answerOf('idle'), { environment: 'staging' })).asked).toEqual([
    { environment: 'staging', file, afterFailure: false },
  ]);
});

it('is quiet where all is well', async () => {
  const answer = answerOf('idle', 'held', 'waiting');
  const { runner, exitCode } = await act(answer);
  expect(exitCode).toBe(0);
  expect(Object.fromEntries(runner.outputs)).toEqual({
    found: '0',
    recovered: '0',
    result: JSON.stringify(answer),
  });
  expect(runner.notes).toEqual([]);
  expect(runner.summary).toContain('nothing to recover');
});

it('warns of what it had to finish', async () => {
  const { runner, exitCode } = await act(answerOf('finished', 'idle'));
  expect(exitCode).toBe(0);
  expect(runner.outputs.get('recovered')).toBe('1');
  expect(runner.notes).toEqual([{ level: 'warning', title: 'Recovered env-1', message: 'it is finished' }]);
});

it('fails where one could not be finished', async () => {
  const { runner, exitCode } = await act(answerOf('finished', 'failed'));
  expect(exitCode).toBe(1);
  expect([runner.outputs.get('found'), runner.outputs.get('recovered')]).toEqual(['2', '1']);
  expect(runner.notes.map(({ level }) => level)).toEqual(['warning', 'error']);
});

it('tells of a ledger that is not there as trouble', async () => {
  const { runner, exitCode } = await act(new LedgerError('the ledger is not there'));
  expect(exitCode).toBe(1);
  expect(runner.outputs.size).toBe(0);
  expect(runner.notes).toMatchObject([{ level: 'error', message: 'the ledger is not there' }]);
});

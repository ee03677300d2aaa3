import { deliver, type Result } from '@glidepath/conductor';
import { V1, V2, World } from '@glidepath/conductor/testing';
import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { steerExitCode, type SteerAnswer, type SteerOptions } from '@glidepath/verbs/steer';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

async function act(answer: SteerAnswer, inputs: Readonly<Partial<Record<Input, string>>>, world?: World) {
  const given = { environment: 'production', ...inputs };
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, given);
  const asked: SteerOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    steerExitCode,
    async steer({ listener }, options) {
      asked.push(options);
      // What this run conducts is heard of, look by look.
      if (world !== undefined) await deliver({ ...world.ports, listener }, world.order(V2));
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

function answerOf(result: Result | null): SteerAnswer {
  return {
    version: 1,
    verb: 'rollback',
    service: 'shop',
    environment: 'production',
    outcome: result === null ? 'refused' : 'concluded',
    message: 'as it went',
    phase: null,
    decision: result?.decision ?? null,
    result,
    ledger: { ref: 'refs/glidepath/shop/production' },
  };
}

/** v1 is live, and v2 is so bad that it goes back. */
async function badWorld(): Promise<World> {
  const world = new World();
  await deliver(world.ports, world.order(V1));
  world.target.failRates.set('v2', 0.5);
  return world;
}

it('asks for the release that was picked', async () => {
  const { asked } = await act(answerOf(null), { to: 'v1', reason: 'it is slow' });
  const place = { environment: 'production', file: '.github/delivery.yml' };
  expect(asked).toEqual([{ ...place, verb: 'rollback', to: 'v1', note: 'it is slow' }]);
});

it('a rollback that was done is a success, told with what was seen on the way', async () => {
  const done = await badWorld();
  const result = await deliver(done.ports, done.order(V2));
  expect(result.decision).toBe('rolled-back');
  const { runner, exitCode } = await act(answerOf(result), {}, await badWorld());
  expect(exitCode).toBe(0);
  expect(runner.outputs.get('decision')).toBe('rolled-back');
  expect(runner.outputs.get('outcome')).toBe('concluded');
  expect(runner.notes).toEqual([]);
  expect(runner.lines.some((line) => line.startsWith('> '))).toBe(true);
  expect(runner.summary).toContain('### Decisions');
  expect(runner.summary).toContain('```mermaid');
});

it('a refusal ends with 7', async () => {
  const { runner, exitCode } = await act(answerOf(null), {});
  expect(exitCode).toBe(7);
  expect(runner.notes).toMatchObject([{ level: 'error', message: 'as it went' }]);
});

it('one that could not be done ends with its own code, and says what to do', async () => {
  const world = await badWorld();
  const result = await deliver(world.ports, world.order(V2));
  const failed: Result = { ...result, decision: 'failed', reason: 'rollback-failed' };
  const { runner, exitCode } = await act(answerOf(failed), {});
  expect(exitCode).toBe(1);
  expect(runner.notes[0]).toMatchObject({ level: 'error' });
  expect(runner.notes[0]?.message).toContain('What happened is recorded in');
});

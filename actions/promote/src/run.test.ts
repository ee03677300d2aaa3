import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { blockExitCode, type BlockAnswer } from '@glidepath/verbs/block';
import { steerExitCode, type SteerAnswer } from '@glidepath/verbs/steer';
import { describe, expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

const PLACE = {
  service: 'shop',
  environment: 'production',
  ledger: { ref: 'refs/glidepath/shop/production' },
};
const OBEYED: SteerAnswer = {
  ...PLACE,
  version: 1,
  verb: 'promote',
  outcome: 'obeyed',
  message: 'done: v2 is at step 2',
  phase: 'step',
  decision: null,
  result: null,
};

function blocking(verb: BlockAnswer['verb'], outcome: BlockAnswer['outcome']): BlockAnswer {
  return { ...PLACE, version: 1, verb, outcome, message: `${verb}: ${outcome}` };
}

async function act(
  inputs: Readonly<Partial<Record<Input, string>>>,
  steered: SteerAnswer = OBEYED,
  blocked: BlockAnswer['outcome'] = 'done',
) {
  const given = { environment: 'production', ...inputs };
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, given);
  const asked: unknown[] = [];
  const exitCode = await run(runner, import.meta.url, {
    steer: async () => ({
      steerExitCode,
      async steer(_, options) {
        asked.push(options);
        return steered;
      },
    }),
    block: async () => ({
      blockExitCode,
      async block(_, options) {
        asked.push({ block: options });
        return blocking('block', blocked);
      },
      async unblock(_, options) {
        asked.push({ unblock: options });
        return blocking('unblock', blocked);
      },
    }),
  });
  return { runner, asked, exitCode };
}

const HERE = { environment: 'production', file: '.github/delivery.yml' };

describe('what is asked', () => {
  it.each([
    [{}, { ...HERE, verb: 'promote', note: '', to: null }],
    [
      { verb: 'pause', reason: 'a look', environment: 'staging' },
      { ...HERE, environment: 'staging', verb: 'pause', note: 'a look', to: null },
    ],
    [{ verb: 'block', reason: 'sale', until: '2h' }, { block: { ...HERE, reason: 'sale', until: '2h' } }],
    [{ verb: 'unblock', digest: 'abc' }, { unblock: { ...HERE, reason: '', digest: 'abc' } }],
  ])('%j', async (inputs, asks) => {
    const { asked, exitCode } = await act(inputs);
    expect(asked).toEqual([asks]);
    expect(exitCode).toBe(0);
  });

  it.each([
    [{ environment: 'prod' }, /no environment "prod"/],
    [{ verb: 'rollback' }, /the input verb is "rollback", write one of promote, /],
    [{ until: '2h' }, /the input until is for the verb block alone, leave it empty for promote/],
    [{ verb: 'block', digest: 'abc' }, /the input digest is for the verb unblock alone/],
  ])('nothing by %j', async (inputs, says) => {
    const { runner, asked, exitCode } = await act(inputs);
    expect(exitCode).toBe(2);
    expect(asked).toEqual([]);
    expect(runner.notes.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
  });
});

describe('what is told', () => {
  it('of a rollout that goes on', async () => {
    const { runner } = await act({});
    expect(Object.fromEntries(runner.outputs)).toEqual({
      outcome: 'obeyed',
      message: OBEYED.message,
      decision: '',
      result: JSON.stringify(OBEYED),
    });
    expect(runner.notes).toEqual([]);
    expect(runner.summary).toContain('✅ shop in production: promote\n\ndone: v2 is at step 2');
  });

  it('of a refusal: exit code 7 and an error that says why', async () => {
    const message = 'nothing was ever rolled out';
    const last = { phase: 'ended', decision: 'promoted' } as const;
    const { runner, exitCode } = await act({}, { ...OBEYED, ...last, outcome: 'refused', message });
    expect(exitCode).toBe(7);
    expect(runner.outputs.get('decision')).toBe('');
    expect(runner.notes).toEqual([{ level: 'error', title: 'promote (production): refused', message }]);
    expect(runner.summary).toContain('promote was not done');
  });

  it('of a rollout that went back instead: the code of that', async () => {
    const { runner, exitCode } = await act({}, { ...OBEYED, decision: 'rolled-back' });
    expect(exitCode).toBe(3);
    expect(runner.outputs.get('decision')).toBe('rolled-back');
  });

  it('of a block that was refused', async () => {
    const { runner, exitCode } = await act({ verb: 'block', reason: 'sale' }, OBEYED, 'refused');
    expect(exitCode).toBe(7);
    expect(runner.outputs.get('outcome')).toBe('refused');
    expect(runner.outputs.get('decision')).toBe('');
  });
});

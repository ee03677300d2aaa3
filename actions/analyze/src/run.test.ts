import { instant } from '@glidepath/model';
import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { analyzeExitCode, type AnalyzeAnswer, type AnalyzeOptions } from '@glidepath/verbs/analyze';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

function answerOf(verdict: AnalyzeAnswer['verdict']): AnalyzeAnswer {
  const counts = { bad: 3, total: 40 };
  return {
    version: 1,
    verb: 'analyze',
    service: 'shop',
    environment: 'production',
    verdict,
    message: 'as the figures say',
    candidate: { name: 'v2', digest: `sha256:${'2'.repeat(64)}` },
    stable: { name: 'v1', digest: `sha256:${'1'.repeat(64)}` },
    slis: [{ sli: 'availability', candidate: counts, stable: counts, lnRollback: 1, lnPromotion: null }],
    looks: 2,
    samples: [
      {
        at: instant(0),
        weight: 10,
        phase: 'analyze',
        slis: [],
        lnRollback: 1,
        rollbackThreshold: 4,
        lnPromotion: null,
        promotionThreshold: 3,
      },
    ],
  };
}

async function act(answer: AnalyzeAnswer, inputs: Readonly<Partial<Record<Input, string>>>) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, inputs);
  const asked: AnalyzeOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    analyzeExitCode,
    async analyze(_, options) {
      asked.push(options);
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

it.each([
  ['', null],
  ['10m', 600_000],
])('watches for %j', async (given, forMs) => {
  const { asked } = await act(answerOf('healthy'), { environment: 'production', for: given });
  expect(asked).toEqual([{ environment: 'production', file: '.github/delivery.yml', forMs }]);
});

it('tells the verdict, without what only charts need', async () => {
  const { runner } = await act(answerOf('healthy'), { environment: 'production' });
  const { samples: _, ...told } = answerOf('healthy');
  expect(runner.outputs.get('verdict')).toBe('healthy');
  expect(runner.outputs.get('message')).toBe('as the figures say');
  expect(JSON.parse(runner.outputs.get('result') ?? '')).toEqual(told);
  expect(runner.summary).toContain('| availability | 3 of 40 (7.5 %) |');
});

it.each([
  ['healthy', 'fail', 0, []],
  ['too-few-samples', 'fail', 0, ['warning']],
  ['breach', 'fail', 1, ['error']],
  ['breach', 'pass', 0, ['warning']],
  ['no-data', 'pass', 1, ['error']],
  ['source-down', 'fail', 1, ['error']],
] as const)('on %s, where a breach is to %s, ends with %i', async (verdict, onBreach, code, levels) => {
  const { runner, exitCode } = await act(answerOf(verdict), {
    environment: 'production',
    'on-breach': onBreach,
  });
  expect(exitCode).toBe(code);
  expect(runner.notes.map(({ level }) => level)).toEqual(levels);
});

import { LedgerError } from '@glidepath/conductor';
import type { Failure } from '@glidepath/verbs/failure';
import { expect, it } from 'vitest';
import { runAction } from './run-action.ts';
import { FakeRunner } from './testing/fake-runner.ts';

const ENV = { GITHUB_WORKSPACE: '/work', GITHUB_REPOSITORY: 'acme/shop' };

function start(runner: FakeRunner<'token', never>, failed?: (failure: Failure) => void) {
  const begin = { runner, entry: import.meta.url, stopping: 'cancelled' };
  return failed === undefined ? begin : { ...begin, failed };
}

it('knows the repository by the token, which it masks', async () => {
  const runner = new FakeRunner<'token', never>(ENV, { token: 'secret' });
  const exitCode = await runAction(start(runner), async (here) =>
    here.act(async ({ workspace, repository }) => {
      expect(workspace).toBe('/work');
      expect(repository).toMatchObject({ owner: 'acme', repo: 'shop', token: 'secret' });
      return 5;
    }),
  );
  expect(exitCode).toBe(5);
  expect(runner.masked).toEqual(['secret']);
});

it('asks no GitHub without one', async () => {
  const runner = new FakeRunner<'token', never>(ENV, {});
  await runAction(start(runner), async (here) =>
    here.act(async ({ repository }) => {
      expect(repository).toBeNull();
      return 0;
    }),
  );
  expect(runner.masked).toEqual([]);
  expect(runner.notes).toEqual([]);
});

it('takes a token for another address than GitHub’s for bad input, and does not show it', async () => {
  const env = { ...ENV, GITHUB_API_URL: 'http://example.com' };
  const runner = new FakeRunner<'token', never>(env, { token: 'secret' });
  const exitCode = await runAction(start(runner), async () => 0);
  expect(exitCode).toBe(2);
  expect(runner.notes.map(({ level }) => level)).toEqual(['error']);
  expect(runner.notes[0]?.message).toContain('GITHUB_API_URL');
  expect(JSON.stringify(runner.notes)).not.toContain('secret');
});

it('tells why nothing could be done, and lets outputs be set first', async () => {
  const runner = new FakeRunner<'token', never>(ENV, {});
  const heard: Failure[] = [];
  const failed = (failure: Failure): void => {
    expect(runner.notes).toEqual([]);
    heard.push(failure);
  };
  const exitCode = await runAction(start(runner, failed), async () => {
    throw new LedgerError('no ledger; make one');
  });
  expect(exitCode).toBe(1);
  expect(heard).toMatchObject([{ kind: 'trouble', verdict: { reason: 'ledger-unreachable' } }]);
  expect(runner.notes).toMatchObject([{ level: 'error', message: 'no ledger; make one' }]);
});

it('shows where a defect is when it is asked to, and only then', async () => {
  for (const [debug, lines] of [
    ['', 0],
    ['1', 1],
  ] as const) {
    const runner = new FakeRunner<'token', never>({ ...ENV, GLIDEPATH_DEBUG: debug }, {});
    const exitCode = await runAction(start(runner), async () => {
      throw new TypeError('no such thing');
    });
    expect(exitCode).toBe(1);
    expect(runner.notes[0]?.title).toContain('defect in Glidepath');
    expect(runner.lines).toHaveLength(lines);
  }
});

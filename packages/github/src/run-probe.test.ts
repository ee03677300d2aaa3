import type { HolderProbe } from '@glidepath/conductor';
import type { Holder } from '@glidepath/rollout';
import { describe, expect, it } from 'vitest';
import type { GitHub, Parameters } from './client.ts';
import { GitHubError } from './faults.ts';
import { createRunProbe, firstToKnow } from './run-probe.ts';

const holder: Holder = {
  id: '0b8b6e0e-6f0c-4b8e-9d5e-1c9b1f1f7f10',
  actor: 'ada',
  host: 'build-7#3f2a91c0',
  pid: 4711,
  started: '8812345',
  url: 'https://github.com/acme/checkout/actions/runs/17',
  run: { repository: 'acme/other', id: 17, attempt: 2 },
};

function answering(data: unknown) {
  const asked: [string, Parameters | undefined][] = [];
  const github: Pick<GitHub, 'request'> = {
    async request(route, parameters) {
      asked.push([route, parameters]);
      if (data instanceof Error) throw data;
      return { status: 200, headers: {}, data };
    },
  };
  return { github, asked };
}

describe('a workflow run', () => {
  it('that is completed has nobody at work', async () => {
    const { github, asked } = answering({ id: 17, run_attempt: 2, status: 'completed' });
    expect(await createRunProbe(github).look(holder)).toBe('dead');
    expect(asked).toEqual([
      [
        'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
        { owner: 'acme', repo: 'other', run_id: 17, attempt_number: 2 },
      ],
    ]);
  });

  it.each([
    { id: 17, run_attempt: 2, status: 'in_progress' },
    { id: 17, run_attempt: 2, status: 'queued' },
    { id: 17, run_attempt: 2, status: null },
    { id: 17, run_attempt: 1, status: 'completed' },
    { id: 18, run_attempt: 2, status: 'completed' },
    'completed',
    null,
    new GitHubError('not-found', 'not there', { status: 404 }),
    new GitHubError('forbidden', 'not allowed', { status: 403 }),
    new GitHubError('unreachable', 'no network', {}),
  ])('tells nothing otherwise: %j', async (data) => {
    expect(await createRunProbe(answering(data).github).look(holder)).toBe('unknown');
  });

  it('is not asked for where there is none', async () => {
    const { github, asked } = answering({ id: 17, run_attempt: 2, status: 'completed' });
    const probe = createRunProbe(github);
    expect(await probe.look({ ...holder, run: null })).toBe('unknown');
    expect(await probe.look({ ...holder, run: { repository: 'acme/../..', id: 17, attempt: 2 } })).toBe(
      'unknown',
    );
    expect(asked).toEqual([]);
  });

  it('does not hide a mistake of ours', async () => {
    const bug = new TypeError('x is not a function');
    await expect(createRunProbe(answering(bug).github).look(holder)).rejects.toBe(bug);
  });
});

it('the first probe that knows is believed', async () => {
  const asked: string[] = [];
  const saying = (seen: Awaited<ReturnType<HolderProbe['look']>>): HolderProbe => ({
    async look() {
      asked.push(seen);
      return seen;
    },
  });
  expect(await firstToKnow(saying('unknown'), saying('alive'), saying('dead')).look(holder)).toBe('alive');
  expect(asked).toEqual(['unknown', 'alive']);
  expect(await firstToKnow(saying('unknown')).look(holder)).toBe('unknown');
  expect(await firstToKnow().look(holder)).toBe('unknown');
});

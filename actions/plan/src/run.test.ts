import type { PullRequest } from '@glidepath/runner';
import { DELIVERY_FILE, FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { describe, expect, it } from 'vitest';
import type { Words } from './comment.ts';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

interface Circumstances {
  readonly file?: string;
  readonly inputs?: Readonly<Partial<Record<Input, string>>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly pull?: PullRequest | null;
  /** What GitHub does: gives an address, has no access (null), or throws. */
  readonly answer?: string | null | Error;
}

async function act({ file, inputs = {}, env = {}, pull = null, answer = 'https://c/1' }: Circumstances) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith(file), ...env }, inputs);
  runner.pull = pull;
  const comments: (Words & { readonly on: number })[] = [];
  const exitCode = await run(runner, import.meta.url, async (_, { number }, words) => {
    comments.push({ on: number, ...words });
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { runner, comments, exitCode };
}

const PULL = { number: 7, fork: false };

describe('a file that can be used', () => {
  it('is told in outputs and summary, its environments in order', async () => {
    const { runner, comments, exitCode } = await act({});
    expect(exitCode).toBe(0);
    expect(runner.outputs.get('valid')).toBe('true');
    expect(runner.outputs.get('environments')).toBe('["staging","production"]');
    expect(JSON.parse(runner.outputs.get('result') ?? '')).toMatchObject({
      version: 1,
      verb: 'plan',
      simulations: [],
    });
    expect(runner.summary).toContain('### production: canary, after staging');
    expect(runner.summary).toContain('With every default');
    expect(runner.notes).toEqual([]);
    expect(comments).toEqual([]);
  });

  it('is simulated where the traffic is known, the same each time', async () => {
    const inputs = { rps: '50', rollouts: '20', environment: 'production' };
    const first = await act({ inputs });
    const again = await act({ inputs });
    const result: unknown = JSON.parse(first.runner.outputs.get('result') ?? '');
    expect(result).toMatchObject({ simulations: [{ environment: 'production', rollouts: 20 }] });
    expect(JSON.stringify(result)).not.toContain('"curve"');
    expect(first.runner.summary).toContain('20 simulated rollouts of each release');
    expect(again.runner.summary).toBe(first.runner.summary);
    expect(first.runner.outputs.get('environments')).toBe('["production"]');
  });

  it('is commented on in the pull request, by a mark of its own', async () => {
    const { runner, comments } = await act({ pull: PULL });
    expect(comments).toEqual([
      { on: 7, marker: '<!-- glidepath:plan .github%2Fdelivery.yml -->', body: runner.summary },
    ]);
    expect(runner.outputs.get('comment-url')).toBe('https://c/1');
    const alone = await act({ pull: PULL, inputs: { environment: 'staging' } });
    expect(alone.comments[0]?.marker).toBe('<!-- glidepath:plan .github%2Fdelivery.yml staging -->');
  });

  it('is not commented on where that is not wanted', async () => {
    const { comments } = await act({ pull: PULL, inputs: { comment: 'false' } });
    expect(comments).toEqual([]);
  });

  it('stays usable where the comment can not be written: a warning with the mend', async () => {
    const answer = new Error('The token may not do this.\n\npermissions:\n  pull-requests: write');
    const { runner, exitCode } = await act({ pull: PULL, answer });
    expect(exitCode).toBe(0);
    expect(runner.notes.map(({ level }) => level)).toEqual(['warning']);
    expect(runner.notes[0]?.message).toContain('pull-requests: write');
    expect(runner.outputs.has('comment-url')).toBe(false);
    const fork = await act({ pull: { number: 7, fork: true }, answer });
    expect(fork.runner.notes[0]?.message).toContain('from a fork');
  });

  it('has no comment without a token', async () => {
    const { runner, exitCode } = await act({ pull: PULL, answer: null });
    expect(exitCode).toBe(0);
    expect(runner.outputs.has('comment-url')).toBe(false);
    expect(runner.notes).toEqual([]);
  });
});

describe('flags that the file names', () => {
  const file = `${DELIVERY_FILE.replace('    strategy: canary\n', '    strategy: canary\n    gates: [{ flag: release }]\n')}flags: { env: { prefix: FLAG_ } }
`;

  it('are shown as they stand', async () => {
    const { runner } = await act({ file, env: { FLAG_RELEASE: 'true' }, pull: PULL });
    expect(runner.summary).toContain('| `release` | gate | `true` (open) | set to true |  |');
    expect(JSON.parse(runner.outputs.get('result') ?? '')).toMatchObject({
      environments: [{ flags: [{ key: 'release', open: true }] }, { flags: [] }],
    });
  });

  it.each([
    ['a pull request from a fork', { pull: { number: 7, fork: true } }],
    ['a run that is to be offline', { inputs: { offline: 'true' } }],
  ])('are not asked for %s', async (_title, more) => {
    const { runner, exitCode } = await act({ file, env: { FLAG_RELEASE: 'true' }, ...more });
    expect(exitCode).toBe(0);
    expect(runner.summary).toContain('| `release` | gate | `true` | not asked |  |');
  });
});

describe('a file that can not be used', () => {
  const file = DELIVERY_FILE.replace('8080', '0').replace('99%', '100%');

  it('is told at its lines, in the comment too: exit code 2', async () => {
    const { runner, comments, exitCode } = await act({ file, pull: PULL });
    expect(exitCode).toBe(2);
    expect(runner.outputs.get('valid')).toBe('false');
    expect(runner.outputs.get('environments')).toBe('[]');
    expect(JSON.parse(runner.outputs.get('result') ?? '')).toMatchObject({ verb: 'validate', valid: false });
    expect(runner.notes).toMatchObject([
      { level: 'error', place: { file: '.github/delivery.yml', line: 5 } },
      { level: 'error', place: { file: '.github/delivery.yml', line: 12 } },
    ]);
    expect(comments[0]?.body).toContain('can not be used');
    expect(comments[0]?.body).toMatch(/\| 12:\d+ \|/);
  });
});

it.each([
  [{ environment: 'prod' }, /no environment "prod"/],
  [{ 'base-rate': '1%' }, /write rps too/],
  [{ rps: '0' }, /the input rps is "0"/],
  [{ comment: 'yes' }, /the input comment is "yes", write one of true, false/],
])('refuses %j', async (inputs, says) => {
  const { runner, comments, exitCode } = await act({ inputs, pull: PULL });
  expect(exitCode).toBe(2);
  expect(comments).toEqual([]);
  expect(runner.notes.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
});

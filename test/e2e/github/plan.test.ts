import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../../github/testing.ts';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET, type RunOptions } from '../../harness/github-service.ts';
import { until, type ActionEnded } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';

const HERE = { owner: 'acme', repo: 'checkout' };
const SLOS = `    slos: [availability]
slos:
  availability: 90%
`;

let shop: GitHubService;

function comments(): readonly { readonly id: number; readonly issue: number; readonly body: string }[] {
  return [...shop.github.world.comments.values()];
}

describe('plan', { timeout: 60_000 }, () => {
  let file: string;
  let pull: number;

  beforeAll(async () => {
    shop = await GitHubService.create(BRISK, SLOS);
    file = shop.local.git('show', 'HEAD:.github/delivery.yml');
    const { setup } = shop.github;
    await setup.commit({ files: { a: 'b' }, message: 'Change', branch: 'feature', author: 'rosa' });
    const rest = clientOf(shop.github, SECRET);
    const made = await rest.pulls.create({ ...HERE, head: 'feature', base: 'main', title: 'Change' });
    pull = made.data.number;
  });

  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
  });

  async function plan(
    inputs: Readonly<Record<string, string>> = {},
    { from = 'acme/checkout', ...options }: RunOptions & { readonly from?: string } = {},
  ): Promise<ActionEnded> {
    const payload = {
      pull_request: { number: pull, head: { repo: { full_name: from } } },
      repository: { full_name: 'acme/checkout' },
    };
    return shop.start('plan', inputs, { event: { name: 'pull_request', payload }, ...options }).ended;
  }

  it('comments once, and writes over it with each push', async () => {
    const end = await plan();
    expectEnd(end, 0, { valid: 'true', environments: '["production"]' });
    expect(end.summary).toContain('25 %');
    const [first, ...others] = comments();
    expect(others).toEqual([]);
    expect(first?.issue).toBe(pull);
    expect(first?.body).toContain('25 %');
    expect(end.outputs['comment-url']).toMatch(new RegExp(`/pull/${pull}#issuecomment-${first?.id}$`));

    shop.local.write('.github/delivery.yml', file.replace('[25%, 50%]', '[10%, 30%]'));
    expectEnd(await plan({ rps: '200', rollouts: '50' }), 0, { 'comment-url': end.outputs['comment-url'] });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatchObject({ id: first?.id, issue: pull });
    expect(comments()[0]?.body).toMatch(/10 %[^]*30 %/);
    expect(comments()[0]?.body).toMatch(/simulat/i);
    expect(comments()[0]?.body).not.toContain('25 %');
  });

  it('tells what is wrong with the file, at its place and in the comment', async () => {
    const broken = file.replace('strategy:', 'stratgey:').replace('90%', '100%');
    shop.local.write('.github/delivery.yml', broken);
    const lineOf = (words: string): number =>
      broken.split('\n').findIndex((line) => line.includes(words)) + 1;
    const end = await plan();
    expectEnd(end, 2, { valid: 'false' });
    for (const words of ['stratgey', 'availability: 100%']) {
      const place = `file=.github/delivery.yml,line=${lineOf(words)},`;
      expect(end.stdout).toMatch(new RegExp(`^::error [^\n]*${place}col=\\d+::`, 'm'));
      expect(comments()[0]?.body).toContain(`| ${lineOf(words)}:`);
    }
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toContain('stratgey');
    expect(end.summary).toContain('stratgey');

    // Mended with the next push.
    shop.local.write('.github/delivery.yml', file);
    expectEnd(await plan(), 0, { valid: 'true' });
    expect(comments()[0]?.body).not.toContain('stratgey');
  });

  it('without the permission it warns with the lines to add, and all else is there', async () => {
    const few = `${SECRET}few`;
    const before = structuredClone(comments());
    shop.local.write('.github/delivery.yml', file.replace('[25%, 50%]', '[5%, 15%]'));
    shop.github.tokens.set(few, { permissions: { contents: 'read', pull_requests: 'read' } });
    const end = await plan({}, { token: few });
    expectEnd(end, 0, { valid: 'true' });
    expect(end.outputs['comment-url'] ?? '').toBe('');
    expect(end.stdout).toMatch(
      /^::warning [^\n]*the comment could not be written: .*permissions:(%0A|\n) {2}contents: read(%0A|\n) {2}pull-requests: write/m,
    );
    expect(end.summary).toContain('15 %');
    const fork = await plan({}, { token: few, from: 'mallory/checkout' });
    expectEnd(fork, 0);
    expect(fork.stdout).toMatch(/^::warning [^\n]*from a fork/m);
    expect(comments()).toEqual(before);
  });

  it('asks GitHub nothing where there is nobody to tell', async () => {
    const before = structuredClone(comments());
    shop.github.clearCalls();
    const push = await shop.start('plan').ended;
    expectEnd(push, 0, { valid: 'true' });
    expect(push.summary).toContain('15 %');
    expectEnd(await plan({ comment: 'false' }), 0, { valid: 'true' });
    expect(shop.github.calls()).toEqual([]);
    expect(comments()).toEqual(before);
  });
});

it('analyze: what is live, then a failing canary, while traffic flows', { timeout: 90_000 }, async () => {
  shop = await GitHubService.create(
    `${BRISK}    on: { breach: hold }
`,
    SLOS,
  );
  try {
    const nothing = await shop.start('analyze').ended;
    expectEnd(nothing, 2);
    expect(nothing.stdout).toContain('nothing of shop runs in production');

    await shop.begin();
    const ledger = shop.ledger();
    const healthy = await shop.start('analyze', { for: '4s' }).ended;
    expectEnd(healthy, 0, { verdict: 'healthy' });
    expect(JSON.parse(healthy.outputs['result'] ?? '')).toMatchObject({
      candidate: { name: 'v1' },
      stable: null,
    });
    expect(shop.ledger()).toEqual(ledger);

    await shop.release('bad', { failRate: 0.6 });
    const run = shop.deploy('bad');
    await until('the canary', () => shop.ledger().at(-1)?.includes('25 %'));
    const breach = await shop.start('analyze', { for: '30s' }).ended;
    expectEnd(breach, 1, { verdict: 'breach', message: expect.stringContaining('availability') });
    expect(breach.stdout).toMatch(/^::error title=production%3A breach::/m);
    expect(breach.summary).toContain('bad');
    expect(JSON.parse(breach.outputs['result'] ?? '')).toMatchObject({
      version: 1,
      verb: 'analyze',
      candidate: { name: 'bad' },
      stable: { name: 'v1' },
    });
    const passed = await shop.start('analyze', { for: '30s', 'on-breach': 'pass' }).ended;
    expectEnd(passed, 0, { verdict: 'breach' });
    expect(passed.stdout).toMatch(/^::warning title=production%3A breach::/m);

    // It has only looked: the rollout is where it was.
    expect(shop.ledger().at(-1)).toBe('production: canary at 25 % (bad)');
    expectEnd(await shop.start('promote', { verb: 'abort' }).ended, 0, { decision: 'aborted' });
    expectEnd(await run.ended, 4);
  } finally {
    await shop[Symbol.asyncDispose]();
  }
});

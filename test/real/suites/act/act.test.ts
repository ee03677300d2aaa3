import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub } from '../../../github/index.ts';
import { Clients, until, type Behaviour } from '../../../harness/index.ts';
import { ensureAct } from '../../parts/act.ts';
import { ensureArtifact } from '../../parts/artifact.ts';
import { openCache } from '../../parts/cache.ts';
import { Hook } from './hook.ts';
import { forAct, REWRITES } from './rewrites.ts';
import { ActRunner, REPOSITORY, type RunEnded, type WorkflowRun } from './runner.ts';
import { ENVIRONMENTS, HOOK_VARIABLE, Shop, type EnvironmentName } from './shop.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');

/** On a busy machine; alone it takes seconds. */
const LIMIT_MS = 150_000;

let github: GitHub;
let shop: Shop;
let runner: ActRunner;
let hook: Hook;
const clients: Clients[] = [];
const logs: string[] = [];
/** Undone in the end, the last first, however far we came. */
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const parts = { act: await ensureAct(cache), artifact: await ensureArtifact(cache) };
  github = undo.use(await startGitHub({ repository: REPOSITORY }));
  github.setup.role({ login: 'dana', role: 'write' });
  github.setup.role({ login: 'mo', role: 'maintain' });
  hook = undo.use(await Hook.start());
  shop = await Shop.create(github);
  undo.defer(async () => shop.remove());
  runner = new ActRunner(parts, github, shop, {
    GLIDEPATH_ENV: `# where ends are told\n${HOOK_VARIABLE}=${hook.url}\n`,
  });
  undo.defer(() => {
    runner.remove();
  });
});

afterAll(async () => {
  await Promise.all(clients.map(async (each) => each.stop()));
  await undo.disposeAsync();
});

/** Whatever happened, every request was such as GitHub takes, and none wanted more than the caller grants. */
afterEach(() => {
  expect(github.violations).toEqual([]);
  expect(github.calls().filter(({ status }) => status === 401 || status === 403)).toEqual([]);
});

/** Pushes a release to main, which starts its delivery. */
async function push(release: string, behaviour: Behaviour = {}): Promise<WorkflowRun> {
  shop.push(release, behaviour);
  return runner.start('deliver', { event: 'push' });
}

async function form(
  caller: string,
  inputs: Readonly<Record<string, string>>,
  actor = 'mo',
): Promise<RunEnded> {
  return (await runner.start(caller, { event: 'workflow_dispatch', inputs }, actor)).ended;
}

async function last(environment: EnvironmentName): Promise<string> {
  return (await shop.ledger(environment)).at(-1) ?? '';
}

async function untilLast(environment: EnvironmentName, words: string): Promise<void> {
  await until(
    `"${words}" in ${environment}`,
    async () => (await last(environment)).includes(words),
    LIMIT_MS,
  );
}

function expectEnd({ conclusion, jobs, log }: RunEnded, expected: RunEnded['conclusion']): void {
  logs.push(log);
  expect(conclusion, log).toBe(expected);
  expect(Object.keys(jobs).length).toBeGreaterThan(0);
}

/** Of what was live when the last rollout there ended. */
function digestLive(environment: EnvironmentName): string {
  const told = hook.received.findLast((notice) => notice.environment === environment);
  if (told?.live == null) throw new Error(`nobody has told what is live in ${environment}`);
  return told.live.digest;
}

/** What GitHub shows of an environment: the newest deployment's last word. */
function deployment(environment: EnvironmentName): string | undefined {
  const all = [...github.world.deployments.values()].filter((each) => each.environment === environment);
  return all.at(-1)?.statuses.at(-1)?.state;
}

describe('what act is given', () => {
  const ours = globSync('.github/workflows/{build,deliver,deploy,promote,rollback,recover,plan}.yml', {
    cwd: CHECKOUT,
  });

  it.each(REWRITES)('is rewritten where it must be: $why', ({ from }) => {
    const texts = ours.map((path) => readFileSync(join(CHECKOUT, path), 'utf8'));
    expect(texts.filter((text) => text.replace(from, '') !== text)).not.toEqual([]);
  });

  it.each(ours)('is %s but for those lines', (path) => {
    const text = readFileSync(join(CHECKOUT, path), 'utf8');
    const kept = new Set(forAct(text).split('\n'));
    const changed = text.split('\n').filter((line) => !kept.has(line));
    for (const line of changed) expect(line).toMatch(/^ *((- )?uses: \$\/|deployment: false$|queue: max$)/);
  });

  it('leaves the callers as they are', () => {
    for (const path of globSync('workflows/*.yml', { cwd: CHECKOUT })) {
      const text = readFileSync(join(CHECKOUT, path), 'utf8');
      expect(forAct(text)).toBe(text);
    }
  });
});

describe('a service repository with the callers as they are', { timeout: 2 * LIMIT_MS }, () => {
  it('builds a push and delivers it, to each environment in its turn', async () => {
    const run = await push('v1');
    for (const environment of ENVIRONMENTS) {
      await until(`${environment} to answer`, async () => shop.live(environment));
      clients.push(new Clients(shop.url(environment)));
    }
    const end = await run.ended;
    expectEnd(end, 'success');
    expect(Object.keys(end.jobs)).toEqual([
      expect.stringContaining('Order'),
      expect.stringContaining('Build'),
      expect.stringContaining('staging'),
      expect.stringContaining('production'),
    ]);
    for (const environment of ENVIRONMENTS) {
      expect(await last(environment)).toContain('promoted');
      expect(deployment(environment)).toBe('success');
    }
  });

  it('waits for an approval, which a second run gives', async () => {
    const run = await push('v2');
    await untilLast('production', 'paus');
    expect(await shop.live('staging')).toBe('v2');
    expectEnd(
      await form('promote', { environment: 'production', verb: 'promote', reason: 'looks good' }),
      'success',
    );
    expectEnd(await run.ended, 'success');
    expect(await last('production')).toContain('promoted');
    expect(await shop.ledger('production')).toContain('production: promotion asked for by mo (v2)');
  });

  it('takes back what is worse, and lets it come no further', async () => {
    const before = await shop.ledger('production');
    const end = await (await push('v3', { failRate: 0.3 })).ended;
    expectEnd(end, 'failure');
    expect(await last('staging')).toContain('rolled back');
    expect(deployment('staging')).toBe('failure');
    expect(await shop.live('staging')).toBe('v2');
    expect(await shop.ledger('production')).toEqual(before);
    expect([...github.world.issues.values()].map(({ title }) => title)).toEqual([
      expect.stringContaining('v3'),
    ]);
  });

  it('gives up at once where a second run says so', async () => {
    const run = await push('v4');
    await untilLast('production', 'paus');
    expectEnd(
      await form('promote', { environment: 'production', verb: 'abort', reason: 'not today' }),
      'success',
    );
    expectEnd(await run.ended, 'failure');
    expect(await last('production')).toContain('aborted');
    expect(await shop.live('production')).toBe('v2');
  });

  it('brings the very digest that is live in one environment to the next', async () => {
    const run = await runner.start(
      'promote-environment',
      {
        event: 'workflow_dispatch',
        inputs: { from: 'staging', to: 'production', override: 'the day has come' },
      },
      'mo',
    );
    await untilLast('production', 'paus');
    expectEnd(await form('promote', { environment: 'production', verb: 'promote-fully' }), 'success');
    expectEnd(await run.ended, 'success');
    expect(await shop.live('production')).toBe('v4');
    expect(digestLive('production')).toBe(digestLive('staging'));
  });

  it('goes back to a release that is picked from the ledger', async () => {
    const inputs = { environment: 'production', to: 'v1', reason: 'customers complain' };
    expectEnd(await form('rollback', inputs), 'success');
    expect(await shop.live('production')).toBe('v1');
  });

  it('delivers a digest that is given, and builds nothing', async () => {
    const digest = digestLive('production');
    const end = await (
      await runner.start('deliver', { event: 'workflow_dispatch', inputs: { digest } })
    ).ended;
    expectEnd(end, 'success');
    expect(Object.keys(end.jobs).filter((job) => job.includes('Build'))).toEqual([]);
    expect(digestLive('staging')).toBe(digest);
    expect(await shop.live('staging')).toBe('v1');
  });

  it('finishes what a runner that was killed in a bake has left', async () => {
    const run = await push('v5');
    await untilLast('staging', 'canary at 50 %');
    await run.kill();
    expect(await last('staging')).toContain('canary at 50 %');
    const end = await (await runner.start('recover', { event: 'workflow_run', conclusion: 'failure' })).ended;
    expectEnd(end, 'success');
    expect(end.log).toContain('recovered=1');
    expect(await last('staging')).toContain('promoted');
    expect(await shop.live('staging')).toBe('v5');
  });

  it('looks twice at each environment at most where nothing is to be recovered', async () => {
    github.clearCalls();
    expectEnd(await (await runner.start('recover', { event: 'schedule' })).ended, 'success');
    expect(github.calls().length).toBeLessThanOrEqual(2 * ENVIRONMENTS.length);
    github.clearCalls();
    const skipped = await (
      await runner.start('recover', { event: 'workflow_run', conclusion: 'success' })
    ).ended;
    expect(skipped).toMatchObject({ conclusion: 'success', jobs: {} });
    expect(github.calls()).toEqual([]);
  });

  it('closes an environment, and opens it again', async () => {
    const block = { environment: 'staging', verb: 'block', reason: 'stocktaking', until: '2h' };
    expectEnd(await form('promote', block), 'success');
    const refused = await (await push('v6')).ended;
    expectEnd(refused, 'failure');
    expect(refused.log).toContain('stocktaking');
    expectEnd(await form('promote', { environment: 'staging', verb: 'unblock', reason: 'done' }), 'success');
    expect(await shop.live('staging')).toBe('v5');
  });

  it('tells a pull request what it would do, in one comment', async () => {
    const number = await shop.propose('word');
    for (const round of ['first', 'second']) {
      expectEnd(await (await runner.start('plan', { event: 'pull_request', number })).ended, 'success');
      const comments = [...github.world.comments.values()].filter(({ issue }) => issue === number);
      expect(comments, round).toHaveLength(1);
      expect(comments[0]?.body).toContain('production');
    }
  });

  it('has told of each end at the address that stands in a secret, and told nobody that address', async () => {
    expect(hook.received.length).toBeGreaterThanOrEqual(8);
    expect(hook.received.every(({ topic }) => topic === 'end')).toBe(true);
    const printed = logs.join('\n');
    expect(printed).toContain('v5');
    for (const secret of [hook.url, ...runner.tokens]) expect(printed).not.toContain(secret);
  });

  it('has answered every request, through all of it', async () => {
    for (const each of clients) {
      const seen = await each.stop();
      expect(seen.requests).toBeGreaterThan(1_000);
      expect(seen.notByRelease).toEqual([]);
    }
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { startGitHub } from '../../github/index.ts';
import { clientOf } from '../../github/testing.ts';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET } from '../../harness/github-service.ts';
import { Clients, until, type ActionEnded } from '../../harness/index.ts';
import { frontOf } from '../../harness/two-repositories.ts';
import { expectEnd } from './expect-end.ts';
import { askGate, expectClosed, expectOpen, expectRefused, gatedBy } from './refusal.ts';
import { writeTwoEnvironments } from './two-environments.ts';

const HERE = { owner: 'acme', repo: 'checkout' };
const SLOS = `    slos: [availability]
slos:
  availability: 90%
`;
/** A quarter of an hour off, and without summer time. */
const ZONE = 'Asia/Kathmandu';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let shop: GitHubService;

beforeAll(async () => {
  shop = await GitHubService.live(
    `${BRISK}    who: { override: [rosa], block: [rosa, dana] }
`,
    SLOS,
  );
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

it('checks', { timeout: 60_000 }, async () => {
  gatedBy(shop, '- checks: [ci / test, security]');
  const sha = await shop.release('v2');
  const { setup } = shop.github;
  const says = async (words: RegExp) => {
    expect(await expectClosed(shop, 'checks')).toMatch(words);
  };
  await says(
    /^required checks on commit \w{12} have not succeeded: ci \/ test was never started, security was never started;/,
  );
  setup.check({ sha, name: 'ci / test', conclusion: null });
  setup.status({ sha, context: 'security', state: 'pending' });
  await says(
    /: ci \/ test is still running \(GitHub Actions, http\S+\), security is still running; give an override/,
  );
  setup.check({ sha, name: 'ci / test', conclusion: 'failure' });
  setup.status({ sha, context: 'security', state: 'success' });
  const told = await expectRefused(shop, 'v2', 'checks');
  expect(told).toMatch(
    /: ci \/ test has failed \(GitHub Actions, http\S+\); give an override with its reason/,
  );

  const passing = await askGate(shop, { inputs: { release: 'v2', 'on-closed': 'pass' } });
  expectEnd(passing, 0, { open: 'false', reason: 'checks', message: told });
  expect(passing.stdout).toMatch(/^::warning title=production is closed::/m);
  expect(passing.summary).toContain('ci / test has failed');

  setup.check({ sha, name: 'ci / test', conclusion: 'success' });
  await expectOpen(shop);
  // It is the release's commit that counts.
  const next = await shop.release('v3');
  await expectOpen(shop, { inputs: { commit: sha } });
  expectEnd(await askGate(shop, { inputs: { commit: next } }), 7, { reason: 'checks' });
});

it('wait: it opens meanwhile, or is told at the end', { timeout: 60_000 }, async () => {
  gatedBy(shop, '- checks: later');
  const sha = shop.git('rev-parse', 'main').trim();
  const waiting = shop.start('gate', { wait: '4s' });
  await until('it to wait', () => waiting.running.stdout.includes('waits: required checks'));
  shop.github.setup.check({ sha, name: 'later', conclusion: 'success' });
  expectEnd(await waiting.ended, 0, { open: 'true', reason: '' });

  gatedBy(shop, '- checks: never');
  expectEnd(await askGate(shop, { inputs: { wait: '1s' } }), 7, { open: 'false', reason: 'checks' });
});

it('deployed: here, by this commit', { timeout: 60_000 }, async () => {
  gatedBy(shop, '- deployed: elsewhere');
  const rest = clientOf(shop.github, SECRET).repos;
  const sha = await shop.release('v4');
  const deploy = async (ref: string) => {
    const wanted = { ...HERE, ref, environment: 'elsewhere', auto_merge: false, required_contexts: [] };
    const made = z.object({ id: z.number() }).parse((await rest.createDeployment(wanted)).data);
    return async (state: 'in_progress' | 'failure' | 'success' | 'inactive') =>
      rest.createDeploymentStatus({
        ...HERE,
        deployment_id: made.id,
        state,
        log_url: 'https://ci.example/7',
      });
  };
  const before = await deploy(shop.git('rev-parse', `${sha}~1`).trim());
  await before('success');
  expect(await expectRefused(shop, 'v4', 'not-deployed-elsewhere')).toMatch(
    /^v4 was not deployed to elsewhere: there is no deployment of it; give an override/,
  );
  const says = await deploy(sha);
  await says('in_progress');
  expect(await expectClosed(shop, 'not-deployed-elsewhere', { inputs: { release: 'v4' } })).toMatch(
    /its newest deployment says in_progress \(\S+, https:\/\/ci\.example\/7\); give an override/,
  );
  await says('success');
  await expectOpen(shop);
  // What was replaced since had been good.
  await says('inactive');
  await expectOpen(shop);
  await says('failure');
  expectEnd(await askGate(shop), 7, { reason: 'not-deployed-elsewhere' });
});

it('deployed: in another repository', { timeout: 60_000 }, async () => {
  gatedBy(shop, '- deployed: { environment: production, repository: acme/payments }');
  await using payments = await startGitHub({ repository: 'acme/payments', tokens: { [SECRET]: {} } });
  await using front = await frontOf(shop.github, payments);
  const asked = { run: { env: { GITHUB_API_URL: front.url } } };
  const there = { owner: 'acme', repo: 'payments' };
  const rest = clientOf(payments, SECRET).repos;
  const says = async (state: 'failure' | 'success') => {
    const wanted = {
      ...there,
      ref: 'main',
      environment: 'production',
      auto_merge: false,
      required_contexts: [],
    };
    const made = z.object({ id: z.number() }).parse((await rest.createDeployment(wanted)).data);
    await rest.createDeploymentStatus({ ...there, deployment_id: made.id, state });
  };
  await says('failure');
  expect(await expectRefused(shop, 'v4', 'not-deployed-elsewhere', asked)).toMatch(
    /^acme\/payments in production is not sound: its newest deployment says failure \(\S+\); give an override/,
  );
  await says('success');
  await expectOpen(shop, asked);
  expect(payments.violations).toEqual([]);
  // This token does not see the other repository.
  expect(await expectRefused(shop, 'v4', 'gate-unreachable')).toMatch(/acme\/payments.*give an override/s);
});

it('a gate that may not be asked is closed, and the lines to add are told', { timeout: 60_000 }, async () => {
  gatedBy(shop, '- checks: ci');
  const token = `${SECRET}few`;
  shop.github.tokens.set(token, {
    permissions: { contents: 'write', deployments: 'write', statuses: 'read' },
  });
  expect(await expectRefused(shop, 'v4', 'gate-unreachable', { run: { token } })).toMatch(
    /permissions:\s+checks: read/,
  );
});

it('freeze, exceptions, and who may override', { timeout: 90_000 }, async () => {
  const [start, end] = [Date.now() - HOUR, Date.now() + 2 * HOUR];
  const window = `${stamp(start)} - ${stamp(end)} ${ZONE}`;
  const freeze = (except: string) =>
    gatedBy(
      shop,
      `- freeze: { window: ${window}, reason: the fair${except === '' ? '' : `, except: ${except}`} }`,
    );
  freeze('');
  const whole = new Date(Math.floor(end / MINUTE) * MINUTE).toISOString();
  expect(await expectRefused(shop, 'v4', 'frozen')).toBe(
    `shop in production is frozen by the delivery file (${window}, the fair); ` +
      `wait until ${whole}, or give an override with its reason to go ahead all the same`,
  );
  expectEnd(await askGate(shop), 7, { until: whole });
  freeze(`${stamp(start)} - ${stamp(Date.now() - 5 * MINUTE)} ${ZONE}`);
  expectEnd(await askGate(shop), 7, { reason: 'frozen', until: whole });
  freeze(`${stamp(Date.now() - 5 * MINUTE)} - ${stamp(end)} ${ZONE}`);
  await expectOpen(shop);

  const day = (at: number) =>
    new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: ZONE }).format(at);
  const tomorrow = Date.now() + 24 * HOUR;
  gatedBy(shop, `- freeze: ${day(Date.now() - 24 * HOUR)} 00:00 - ${day(tomorrow)} 00:00 ${ZONE}`);
  const midnight = new Date(`${stamp(tomorrow).slice(0, 10)}T00:00:00+05:45`).toISOString();
  expectEnd(await askGate(shop), 7, { reason: 'frozen', until: midnight });

  const dana = await askGate(shop, { inputs: { override: 'it must go out' } });
  expectEnd(dana, 7, { open: 'false', reason: 'not-allowed' });
  expect(dana.outputs['message']).toMatch(
    /^dana may not pass over gates and blocks in production: the delivery file names rosa/,
  );
  const ledger = shop.ledger();
  expectEnd(await shop.deploy('v4', { override: 'it must go out' }).ended, 7, { reason: 'not-allowed' });
  expect(shop.ledger()).toEqual(ledger);
  const rosa = await askGate(shop, { inputs: { override: 'it must go out' }, run: { actor: 'rosa' } });
  expectEnd(rosa, 0, { open: 'true', message: expect.stringContaining('by an override: it must go out') });
  const override = await shop.deploy('v4', { override: 'it must go out' }, { actor: 'rosa' }).ended;
  expectEnd(override, 0, { decision: 'promoted' });
  const log = shop.git('log', '--format=%an: %B', 'refs/glidepath/shop/production');
  expect(log).toMatch(/^rosa: .*\n+v4 is let in by an override: it must go out/m);
});

it('a block, by whom and until when', { timeout: 60_000 }, async () => {
  gatedBy(shop, '');
  await shop.release('v5');
  const block = async (wanted: string) =>
    shop.start('promote', { verb: 'block', reason: 'the sale', until: wanted }, { actor: 'rosa' }).ended;
  expectEnd(await block('2h'), 0, { outcome: 'done' });
  const told = await expectRefused(shop, 'v5', 'environment-blocked');
  const [, end = ''] =
    /^shop in production was blocked by rosa at \S+ \(the sale\), until (\S+); /.exec(told) ?? [];
  expect(told).toContain(`; wait until ${end}, or give an override with its reason`);
  expect(Date.parse(end) - Date.now()).toBeGreaterThan(HOUR);
  expectEnd(await askGate(shop), 7, { until: end });
  // A later one counts. It runs out.
  expectEnd(await block('1s'), 0, { outcome: 'done' });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await expectOpen(shop);
});

it('a digest that was rolled back, until it is unblocked', { timeout: 60_000 }, async () => {
  gatedBy(shop, '');
  await shop.release('bad', { failRate: 0.6 });
  const end = await shop.deploy('bad').ended;
  expectEnd(end, 3, { decision: 'rolled-back' });
  const digest = digestOf(end);
  const told = await expectRefused(shop, 'bad', 'blocked-digest', { inputs: { digest } });
  const short = digest.slice(0, 19);
  expect(told).toMatch(
    new RegExp(
      `^bad \\(${short}\\) was rolled back from shop in production at \\S+Z \\(breach, rollout \\S+\\) and is blocked ` +
        `until somebody runs "glidepath unblock --digest ${short}"; .*give an override with its reason`,
    ),
  );
  const unblock = await shop.start('promote', { verb: 'unblock', digest: short, reason: 'a false alarm' })
    .ended;
  expectEnd(unblock, 0, { outcome: 'done' });
  await expectOpen(shop, { inputs: { digest } });
});

it('the environment before', { timeout: 60_000 }, async () => {
  const port = await writeTwoEnvironments(shop);
  await shop.release('v6');
  const early = await shop.deploy('v6', { environment: 'production' }).ended;
  const asked = { inputs: { environment: 'production', digest: digestOf(early) } };
  expect(await expectRefused(shop, 'v6', 'not-promoted-before', asked)).toMatch(
    /^v6 \(sha256:\w{12}\) was not promoted in staging, which comes before production; deliver it there first; give an override/,
  );
  const staged = shop.deploy('v6', { environment: 'staging' });
  const url = `http://127.0.0.1:${port}`;
  await until('v6 in staging', async () => (await fetch(url).catch(() => null))?.ok, 20_000);
  const clients = new Clients(url);
  const end = await staged.ended;
  await clients.stop();
  expectEnd(end, 0, { decision: 'promoted' });
  await expectOpen(shop, asked);
});

function digestOf({ outputs }: ActionEnded): string {
  const Result = z.object({ release: z.object({ digest: z.string() }) });
  return Result.parse(JSON.parse(outputs['result'] ?? '')).release.digest;
}

/** As a delivery file writes it. */
function stamp(at: number): string {
  const options = { dateStyle: 'short', timeStyle: 'short', timeZone: ZONE } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(at);
}

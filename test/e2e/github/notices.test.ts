import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { answer, hang, Receiver } from '../../../packages/notices/src/testing/receiver.ts';
import { BRISK_APPROVAL } from '../../harness/brisk.ts';
import { GitHubService, SECRET, type WorkflowRun } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { killTree } from '../../harness/kill-tree.ts';
import { onHost } from '../../harness/other-host.ts';
import { expectEnd } from './expect-end.ts';

const SETTINGS = `${BRISK_APPROVAL}    url: https://shop.example.com
`;
const NOTICES = `    slos: [availability]
slos:
  availability: 90%
notices:
  - slack: { url-env: SLACK_URL }
  - webhook: { url-env: HOOK_URL, secret-env: HOOK_SECRET, headers: { X-Team: shop } }
  - webhook: { url-env: ENDS_URL }
    on: end
`;
/** Each holds the text that the harness looks for wherever it may leak. */
const KEY = `${SECRET}signing`;
const PASSWORD = `${SECRET}password`;

let shop: GitHubService;
let slack: Receiver;
let hook: Receiver;
let ends: Receiver;

beforeAll(async () => {
  [slack, hook, ends] = [await Receiver.start(), await Receiver.start(), await Receiver.start()];
  shop = await GitHubService.create(SETTINGS, NOTICES);
  await shop.begin({ env: env() });
});

beforeEach(() => {
  for (const receiver of [slack, hook, ends]) {
    receiver.received.length = 0;
    receiver.behaviour = answer(200, 'ok');
  }
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await Promise.all([slack, hook, ends].map(async (receiver) => receiver.stop()));
});

function env(): Record<string, string> {
  return {
    SLACK_URL: `${slack.url}/${SECRET}`,
    HOOK_URL: hook.url.replace('http://', `http://bot:${PASSWORD}@`),
    HOOK_SECRET: KEY,
    ENDS_URL: ends.url,
  };
}

function deploy(name: string): WorkflowRun {
  return shop.deploy(name, {}, { env: env() });
}

const Payload = z.object({
  version: z.literal(1),
  topic: z.enum(['start', 'pause', 'breach', 'end']),
  event: z.string(),
  release: z.object({ name: z.string(), commit: z.string() }),
  stable: z.object({ name: z.string() }),
  live: z.object({ name: z.string() }),
  decision: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  actor: z.string(),
  run: z.string(),
  ledger: z.object({ ref: z.literal('refs/glidepath/shop/production'), entry: z.string() }),
});

/** What arrived, each notice once however often it was sent, in the order in which it first came. */
function notices(receiver: Receiver): readonly z.output<typeof Payload>[] {
  const byKey = new Map(receiver.received.map(({ headers, body }) => [headers['idempotency-key'], body]));
  return [...byKey.values()].map((body) => Payload.parse(JSON.parse(body)));
}

function topics(receiver: Receiver): readonly string[] {
  return notices(receiver).map(({ release, topic }) => `${release.name} ${topic}`);
}

it('tells of a promotion and of a rollback, in order, signed', { timeout: 180_000 }, async () => {
  await shop.release('v2');
  const run = deploy('v2');
  await until('the pause', () => shop.ledger().at(-1)?.includes('paused'));
  expectEnd(await shop.start('promote', {}, { env: env() }).ended, 0, { outcome: 'obeyed' });
  expectEnd(await run.ended, 0, { decision: 'promoted' });
  await shop.release('bad', { failRate: 0.6 });
  const back = deploy('bad');
  expectEnd(await back.ended, 3, { decision: 'rolled-back' });

  expect(topics(hook)).toEqual(['v2 start', 'v2 pause', 'v2 end', 'bad start', 'bad breach', 'bad end']);
  expect(topics(ends)).toEqual(['v2 end', 'bad end']);
  for (const { headers, body } of hook.received) {
    expect(headers['x-glidepath-signature-256']).toBe(
      `sha256=${createHmac('sha256', KEY).update(body).digest('hex')}`,
    );
    const login = `Basic ${Buffer.from(`bot:${PASSWORD}`).toString('base64')}`;
    expect(headers).toMatchObject({ 'x-team': 'shop', authorization: login });
  }
  for (const { headers } of ends.received) expect(headers).not.toHaveProperty('x-glidepath-signature-256');

  const told = notices(hook);
  expect(told.at(-1)).toMatchObject({
    event: 'ended',
    stable: { name: 'v2' },
    live: { name: 'v2' },
    decision: 'rolled-back',
    reason: 'breach',
    actor: 'dana',
    run: `${shop.github.url}/acme/checkout/actions/runs/${back.id}/attempts/1`,
  });
  const entries = shop.git('rev-list', '--reverse', 'refs/glidepath/shop/production').split('\n');
  const places = told.map(({ ledger }) => entries.indexOf(ledger.entry));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));

  const Slack = z.object({ text: z.string(), blocks: z.array(z.looseObject({ type: z.string() })) });
  const messages = slack.bodies.map((body) => Slack.parse(body));
  expect(messages.map(({ text }) => /^\S+ shop to production: (.*?)\./.exec(text)?.[1])).toEqual([
    'v2 started',
    'v2 is paused at 25 %',
    'v2 promoted',
    'bad started',
    'bad is going back',
    'bad rolled back',
  ]);
  expect(JSON.stringify(messages.at(-2)?.blocks)).toMatch(/availability: .* bad/);
});

it('the end of a run that was lost is told by its recovery', { timeout: 120_000 }, async () => {
  await shop.release('worse', { failRate: 0.6 });
  const { running, ended } = deploy('worse');
  await until('the start', () => hook.received.length > 0);
  killTree(running.child.pid ?? 0);
  await ended;
  const recovery = await shop.start('recover', {}, { env: { ...env(), ...onHost('another-runner') } }).ended;
  expectEnd(recovery, 0, { recovered: '1' });
  expect(topics(hook)).toEqual(['worse start', 'worse breach', 'worse end']);
  expect(topics(ends)).toEqual(['worse end']);
});

it(
  'a variable that is missing or no address is refused before anything starts',
  { timeout: 30_000 },
  async () => {
    await shop.release('v3');
    const before = [shop.git('for-each-ref'), shop.deployments()];
    for (const [name, value] of [
      ['HOOK_URL', ''],
      ['HOOK_SECRET', ''],
      ['SLACK_URL', `ftp://${SECRET}`],
    ] as const) {
      const end = await shop.deploy('v3', {}, { env: { ...env(), [name]: value } }).ended;
      expectEnd(end, 2);
      expect(end.stdout).toMatch(new RegExp(`^::error .*environment variable ${name}`, 'm'));
    }
    expect([shop.git('for-each-ref'), shop.deployments()]).toEqual(before);
    expect([...slack.received, ...hook.received, ...ends.received]).toEqual([]);
    expect(shop.seen?.byRelease.has('v3')).toBe(false);
  },
);

it('a server that hangs holds up neither the rollout nor the others', { timeout: 180_000 }, async () => {
  const held: ServerResponse[] = [];
  hook.behaviour = (response) => held.push(response);
  await shop.release('worse-1', { failRate: 0.6 });
  const slow = deploy('worse-1');
  await until('the end', () => shop.ledger().at(-1) === 'production: rolled back, breach (worse-1)');
  await until('the others', () => slack.received.length === 3 && ends.received.length === 1);
  expect(topics(hook)).toEqual(['worse-1 start']);
  expect(slow.running.isRunning).toBe(true);
  hook.behaviour = answer(200);
  for (const response of held) response.end();
  expectEnd(await slow.ended, 3, { decision: 'rolled-back' });
  expect(topics(hook)).toEqual(['worse-1 start', 'worse-1 breach', 'worse-1 end']);

  // One that never answers is given up, by its name.
  hook.behaviour = hang;
  await shop.release('worse-2', { failRate: 0.6 });
  const given = deploy('worse-2');
  await until('the end', () => shop.ledger().at(-1) === 'production: rolled back, breach (worse-2)');
  given.running.kill('SIGINT');
  const end = await given.ended;
  expectEnd(end, 3, { decision: 'rolled-back', reason: 'breach' });
  expect(end.stdout).toContain('a notice was not delivered: webhook (HOOK_URL)');
});

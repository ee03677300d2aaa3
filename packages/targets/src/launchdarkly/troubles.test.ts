import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, percent } from '@glidepath/model';
import type { PlannedFault } from '../../../../test/github/server/faults.ts';
import { TOKEN } from '../../../../test/launchdarkly/start.ts';
import { errorOf, FlagWorld } from './testing/flag-world.ts';

let world: FlagWorld;
beforeEach(async () => {
  world = await FlagWorld.start();
});
afterEach(async () => {
  expect(world.server.violations).toEqual([]);
  await world[Symbol.asyncDispose]();
});

const always = (match: string, fault: PlannedFault['fault']): PlannedFault => ({ match, fault, times: 99 });
const status = (code: number, message = `no, and ${TOKEN} is known`): PlannedFault['fault'] => ({
  kind: 'status',
  status: code,
  message,
});

describe.each(['GET', 'PATCH'])('a %s', (method) => {
  it.each<[name: string, fault: PlannedFault['fault'], says: string, final: boolean]>([
    ['401', status(401), 'does not accept the access token in LD_TOKEN', true],
    ['403', status(403), 'Give its role', true],
    ['404', status(404), 'knows no flag new-checkout in the project shop', true],
    ['405', status(405), 'bypassRequiredApproval on proj/shop:env/production:flag/new-checkout', true],
    ['400', status(400, 'Unknown instruction'), 'with 400 ("Unknown instruction")', true],
    ['500', status(500), 'answered 500', false],
    ['503', { kind: 'status', status: 503, html: true }, 'answered 503. It is tried again.', false],
    [
      'a redirect',
      { kind: 'status', status: 302, headers: { location: 'https://x.test/' } },
      'redirects',
      true,
    ],
    ['a web page', { kind: 'status', status: 200, html: true }, 'it is a web page (text/html)', false],
    ['another shape', status(200), 'has another form than is known', false],
    ['a limit that lasts', { kind: 'rate-limit', resetIn: 60 }, 'to be left alone for', false],
    ['a connection that is cut', { kind: 'reset' }, "can't be reached (", false],
    ['an answer that is cut', { kind: 'truncated' }, "can't be reached (", false],
    ['an answer that is lost', { kind: 'lost-answer' }, "can't be reached (", false],
  ])('that meets %s', async (_, fault, says, final) => {
    world.server.faults.push(always(`${method} /api/v2/flags/*`, fault));
    const error = await errorOf(world.target.apply(world.split(25), 1));
    expect(error.message).toContain(says);
    expect(error.message).not.toContain(TOKEN);
    expect(error.final).toBe(final);
  });
});

it.each([
  ['nothing', '', 'it is nothing (application/json)'],
  ['a part of an answer', '{"archived":fal', 'it is no JSON, or a part of it'],
  ['a list', '[]', 'another form'],
  [
    'a variation that is not there',
    JSON.stringify({
      archived: false,
      variations: [{ _id: 'a', value: true }],
      environments: { production: { on: true, version: 1, fallthrough: { variation: 7 } } },
    }),
    'it names a variation by a wrong number',
  ],
])('reads %s as no flag', async (_, text, says) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { server: spec } = world.spec();
    const target = world.newRun({ server: { ...spec, url: `http://127.0.0.1:${port}` } });
    const error = await errorOf(target.standing());
    expect(error.message).toContain(says);
    expect(error.final).toBe(false);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('tries again where somebody else writes at the same time, and gives up in the end', async () => {
  const busy = status(409, 'busy');
  world.server.faults.push({ match: 'PATCH *', fault: busy, times: 3 });
  expect(await world.bringAbout(world.split(25))).toMatchObject({ settled: true, weight: 25 });
  expect(world.count('PATCH')).toBe(4);
  // It is read again before each attempt, and once more to look at it.
  const flagCalls = world.server.calls.filter(({ path }) => path.startsWith('/api/v2/flags/'));
  const attempt = ['GET', 'PATCH'];
  expect(flagCalls.map(({ method }) => method)).toEqual([
    ...attempt,
    ...attempt,
    ...attempt,
    ...attempt,
    'GET',
  ]);
  world.server.faults.push({ match: 'PATCH *', fault: busy, times: 4 });
  const error = await errorOf(world.target.apply(world.split(50), 1));
  expect(error.message).toContain('somebody else is changing it ("busy")');
  expect(error.final).toBe(false);
});

it('waits as long as LaunchDarkly asks, and no longer than it may', async () => {
  world.server.faults.push({
    match: 'GET /api/v2/flags/*',
    fault: { kind: 'rate-limit', resetIn: 0 },
    times: 2,
  });
  expect(await world.target.standing()).toEqual(world.release(false));
  world.server.faults.push({ match: 'GET *', fault: { kind: 'rate-limit', resetIn: 3600 } });
  await errorOf(world.target.standing());
  const asked = world.server.calls.length;
  const error = await errorOf(world.target.standing());
  expect(error.message).toContain('to be left alone for');
  expect(world.server.calls).toHaveLength(asked);
});

it.each(['truncated', 'lost-answer'] as const)(
  'finds out what became of a change whose answer is %s',
  async (kind) => {
    world.server.faults.push({ match: 'PATCH *', fault: { kind } });
    await errorOf(world.target.apply(world.split(25), 1));
    expect(await world.bringAbout(world.split(25))).toMatchObject({
      settled: true,
      failure: null,
      weight: 25,
    });
    expect(world.sent).toHaveLength(1);
  },
);

it('asks anew for a change that never arrived', async () => {
  world.server.faults.push({ match: 'PATCH *', fault: { kind: 'reset' } });
  await errorOf(world.target.apply(world.split(25), 1));
  expect(await world.bringAbout(world.split(25))).toMatchObject({ settled: true, weight: 25 });
});

it('waits for an answer as long as the delivery file says', async () => {
  const { server } = world.spec();
  world.newRun({ server: { ...server, timeout: millis(50) } });
  world.server.faults.push({ match: 'GET *', fault: { kind: 'timeout' } });
  const error = await errorOf(world.target.standing());
  expect(error.message).toContain('did not answer within 50ms');
  expect(error.final).toBe(false);
});

it('says what to do where an approval is needed', async () => {
  world.server.world.approvals.add('production');
  const error = await errorOf(world.target.apply(world.split(25), 1));
  expect(error.message).toContain(
    `Flag configuration updates require approval: action 'updateOn' not allowed`,
  );
  expect(error.final).toBe(true);
  world.server.tokens.forEach((token, key) =>
    world.server.tokens.set(key, { ...token, rights: [...token.rights, 'bypassRequiredApproval'] }),
  );
  expect(await world.bringAbout(world.split(25))).toMatchObject({ settled: true });
});

it('names the rights that the token lacks', async () => {
  world.server.tokens.set(TOKEN, { name: 'reader', rights: ['viewProject', 'viewAuditLog'] });
  const error = await errorOf(world.target.apply(world.split(25), 1));
  expect(error.message).toContain(
    'the actions updateOn and updateFallthrough on proj/shop:env/production:flag/new-checkout',
  );
  world.server.tokens.set(TOKEN, { name: 'nobody', rights: [] });
  expect((await errorOf(world.target.standing())).message).toContain('viewProject on proj/shop');
});

it.each([
  ['is not set', { LD_TOKEN: '' }, 'the environment variable LD_TOKEN is not set'],
  ['holds a line break', { LD_TOKEN: 'api-1\napi-2' }, 'holds characters that no access token has'],
  ['is wrong', { LD_TOKEN: 'api-wrong' }, 'does not accept the access token in LD_TOKEN'],
])('refuses a token that %s', async (_, env, says) => {
  const error = await errorOf(world.newRun({}, env).acquire(null));
  expect(error.message).toContain(says);
  expect(error.message).not.toContain('api-');
  expect(error.final).toBe(true);
});

it('refuses an environment and a flag that are not there', async () => {
  const { server } = world.spec();
  const elsewhere = world.newRun({ server: { ...server, environment: 'prod' } });
  expect((await errorOf(elsewhere.acquire(null))).message).toContain('has no environment prod');
  expect((await errorOf(world.newRun({ flag: 'old' }).acquire(null))).message).toContain('knows no flag old');
});

it('refuses a weight that LaunchDarkly can not divide by, before anything changes', async () => {
  const error = await errorOf(world.target.apply(world.split(percent(0.0005)), 1));
  expect(error.message).toContain('thousandths of a percent');
  expect(error.final).toBe(true);
  expect(world.count('PATCH')).toBe(0);
});

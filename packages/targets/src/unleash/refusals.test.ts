import { createServer } from 'node:http';
import { TargetError } from '@glidepath/conductor';
import { millis } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUnleashTarget } from './target.ts';
import { FakeUnleash, TOKEN, type Fault } from './testing/fake-unleash.ts';
import { bring, ONLY_OFF, specAt, split, targetAt } from './testing/spec.ts';

let fake: FakeUnleash;

beforeEach(async () => {
  fake = await FakeUnleash.start();
});
afterEach(async () => fake.close());

/** What it throws, which must hold no token. */
async function refusal(act: Promise<unknown>): Promise<TargetError> {
  const error: unknown = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TargetError)) throw new Error('it was not refused by a TargetError');
  expect(error.message).not.toContain(TOKEN);
  expect(error.message).not.toContain('other-token');
  return error;
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
}

/** Answers so the first few times only. */
function atFirst(times: number, fault: Fault): Fault {
  let left = times;
  return (request, response) => left-- > 0 && fault(request, response);
}

const hangUp: Fault = (request) => {
  request.socket.destroy();
  return true;
};
const halfway: Fault = (request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"name":');
  setImmediate(() => request.socket.destroy());
  return true;
};
const NOT_FOUND = JSON.stringify({ name: 'NotFoundError', message: `no ${TOKEN}\u001b[31m` });

it.each<[string, Fault, string, boolean]>([
  ['401', answering(401, '{}'), 'does not know the token in UNLEASH_ADMIN_TOKEN (HTTP 401)', true],
  ['403', answering(403, '{"message":"no"}'), 'answered 403: no; give the user of UNLEASH_ADMIN_TOKEN', true],
  [
    '403 for want of a change request',
    answering(403, '{"message":"you need SKIP_CHANGE_REQUEST"}'),
    'changes in production need a change request: turn that off for it',
    true,
  ],
  [
    '403 for an SDK token',
    answering(403, '{"message":"expected a different token type for this endpoint"}'),
    'UNLEASH_ADMIN_TOKEN holds a token for SDKs',
    true,
  ],
  [
    '404 by Unleash',
    answering(404, NOT_FOUND),
    'shows no flag new-checkout in the project default: no ***',
    true,
  ],
  ['404 by another', answering(404, '<html>'), 'answered 404; check target.unleash.url', true],
  ['400', answering(400, '{"message":"bad"}'), 'answered 400: bad; check the names', true],
  ['a page to log in', answering(302, '', { location: `/login?${TOKEN}` }), 'redirects; name the API', true],
  ['409', answering(409, '{}'), 'answered 409', false],
  ['429', answering(429, '{}', { 'retry-after': '0' }), 'answered 429', false],
  ['429 for an hour', answering(429, '{}', { 'retry-after': '3600' }), 'answered 429', false],
  ['500', answering(500, `{"message":"${TOKEN}"}`), 'answered 500: ***; look at its own log', false],
  ['503 of a proxy', answering(503, '<html>'), 'answered 503; look at its own log', false],
  ['a connection that is cut', hangUp, "can't be reached (", false],
  ['a body that is cut', halfway, "can't be reached (", false],
  ['no JSON', answering(200, '<html>'), 'in a way that is not understood', false],
  [
    'JSON of another shape',
    answering(200, '{"environments":[{}]}'),
    'in a way that is not understood',
    false,
  ],
  ['nothing', answering(200, ''), 'in a way that is not understood', false],
  ['far too much', answering(200, 'x'.repeat(9 * 1024 * 1024)), 'more than 8 MiB', false],
])('an answer of %s is told with its mend', async (_, fault, says, final) => {
  fake.fault = fault;
  const target = targetAt(fake);
  const acts = [target.acquire(null), target.standing(), target.apply(split(5), 1), target.observe(split(5))];
  for (const error of await Promise.all(acts.map(refusal))) {
    expect(error.message).toContain(says);
    expect(error.final).toBe(final);
  }
  expect(fake.writes).toEqual([]);
});

describe.each<[string, Fault]>([
  ['409', answering(409, '{}')],
  ['429', answering(429, '{}', { 'retry-after': '0' })],
  ['500', answering(500, '{}')],
  ['a connection that is cut', hangUp],
])('%s that passes', (_, fault) => {
  it('is not told', async () => {
    const target = targetAt(fake);
    for (const weight of [0, 5]) {
      fake.fault = atFirst(2, fault);
      expect(await bring(target, split(weight))).toMatchObject({ settled: true, weight });
    }
    fake.fault = atFirst(2, fault);
    expect(await bring(target, ONLY_OFF)).toMatchObject({ settled: true });
    expect(fake.production.strategies).toHaveLength(1);
  });
});

it('a strategy whose making was not answered is not made twice', async () => {
  const target = targetAt(fake);
  fake.fault = (request) => {
    if (request.method !== 'POST') return false;
    fake.fault = () => false;
    fake.add('glidepath', {
      title: 'Glidepath: 0 %',
      parameters: { rollout: '0', stickiness: 'userId', groupId: 'new-checkout' },
    });
    request.socket.destroy();
    return true;
  };
  expect(await bring(target, split(0))).toMatchObject({ settled: true });
  expect(fake.production.strategies).toHaveLength(1);
});

it('a server that is not there, or too slow, is told', async () => {
  const env = { UNLEASH_ADMIN_TOKEN: TOKEN };
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
  const address = dead.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => dead.close(resolve));
  const spec = specAt(`http://127.0.0.1:${port}/api`);
  const nobody = createUnleashTarget({ spec, env, now: Date.now });
  expect((await refusal(nobody.standing())).message).toContain("can't be reached (ECONNREFUSED)");
  fake.fault = () => true;
  const here = specAt(fake.url);
  const hasty = { ...here, server: { ...here.server, timeout: millis(20) } };
  const slow = createUnleashTarget({ spec: hasty, env, now: Date.now });
  expect((await refusal(slow.standing())).message).toContain('did not answer within 20ms');
});

it.each([
  ['', 'the environment variable UNLEASH_ADMIN_TOKEN is not set, which target.unleash.token-env names'],
  ['other-token\nx', 'holds characters that no access token has'],
  ['other-token', 'does not know the token in UNLEASH_ADMIN_TOKEN'],
])('the token %j is refused', async (token, says) => {
  const error = await refusal(targetAt(fake, token).acquire(null));
  expect(error.message).toContain(says);
  expect(error.final).toBe(true);
});

describe('before anything is changed', () => {
  const CASES: readonly [string, () => void, string][] = [
    [
      'a flag that is archived',
      () => fake.archive('dana'),
      'dana, at 2026-11-22T10:00:48.831Z, archived the flag',
    ],
    [
      'a flag that was moved',
      () => void (fake.moved = true),
      'shows no flag new-checkout in the project default',
    ],
    [
      'an environment that is not there',
      () => void (fake.production.name = 'live'),
      'has no environment production; it has "development", "live"',
    ],
    [
      'a right that is missing',
      () =>
        void (fake.permissions = [
          { permission: 'CREATE_FEATURE_STRATEGY', project: 'default', environment: 'production' },
          { permission: 'UPDATE_FEATURE_STRATEGY', project: '*', environment: 'production' },
          { permission: 'UPDATE_FEATURE_ENVIRONMENT', project: 'default', environment: 'development' },
        ]),
      'lacks UPDATE_FEATURE_ENVIRONMENT in the environment production',
    ],
    [
      'change requests',
      () => {
        fake.changeRequests = [{ environment: 'production', changeRequestEnabled: true }];
        fake.permissions = [
          'CREATE_FEATURE_STRATEGY',
          'UPDATE_FEATURE_STRATEGY',
          'UPDATE_FEATURE_ENVIRONMENT',
        ].map((permission) => ({ permission, project: 'default', environment: 'production' }));
      },
      'changes in production need a change request',
    ],
    [
      'a strategy that gives it to everybody once it is on',
      () => void fake.add('dana', { parameters: { rollout: '100' } }),
      'The strategy "flexibleRollout" of new-checkout in production gives the flag to everybody',
    ],
    [
      "somebody else's rollout",
      () => {
        fake.add('dana', { title: 'by hand', parameters: { rollout: '30' } });
        fake.turn('dana', true);
      },
      'The strategy "by hand" of new-checkout in production gives the flag to 30 % of the users',
    ],
    ['a release plan', () => fake.production.releasePlans.push({}), 'A release plan of Unleash'],
  ];
  it.each(CASES)('%s is refused', async (_, act, says) => {
    act();
    const error = await refusal(targetAt(fake).acquire(null));
    expect(error.message).toContain(says);
    expect(error.final).toBe(true);
    expect(fake.writes).toEqual([]);
  });

  it('change requests are no hindrance elsewhere, nor to who may skip them', async () => {
    fake.changeRequests = [{ environment: 'development', changeRequestEnabled: true }];
    fake.permissions = [
      'CREATE_FEATURE_STRATEGY',
      'UPDATE_FEATURE_STRATEGY',
      'UPDATE_FEATURE_ENVIRONMENT',
    ].map((permission) => ({ permission, project: '*', environment: '*' }));
    expect(await targetAt(fake).acquire(null)).toMatchObject({ name: 'one-page' });
    fake.changeRequests = [{ environment: 'production', changeRequestEnabled: true }];
    fake.permissions.push({
      permission: 'SKIP_CHANGE_REQUEST',
      project: 'default',
      environment: 'production',
    });
    expect(await targetAt(fake).acquire(null)).toMatchObject({ name: 'one-page' });
  });

  it('a rollout that nobody knows of is no place to start from', async () => {
    fake.add('dana', { title: 'by hand', parameters: { rollout: '30' } });
    fake.turn('dana', true);
    expect((await refusal(targetAt(fake).standing())).message).toContain(
      'new-checkout in production is on for a part of the users by the strategy "by hand"',
    );
  });

  it('a flag that was moved in mid-rollout is not taken for off', async () => {
    const target = targetAt(fake);
    for (const weight of [0, 5]) await bring(target, split(weight));
    fake.moved = true;
    fake.tell('feature-project-change', 'dana', {});
    expect((await refusal(target.apply(ONLY_OFF, 1))).message).toContain('shows no flag new-checkout');
  });
});

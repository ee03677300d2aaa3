import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Login } from '../access.ts';
import { Repository } from '../registry/repository.ts';
import { Loopback, testAccess, type Asked } from '../testing/loopback.ts';
import { saying } from '../testing/saying.ts';

const DANA: Login = { kind: 'basic', user: 'dana', password: 'pass-of-dana' };
const DIGEST = `sha256:${'1'.repeat(64)}`;

interface Guarded {
  readonly registry: Loopback;
  readonly tokens: Loopback;
  readonly clock: { now: number };
  readonly repository: Repository;
}

/** A registry that takes only the newest token of a token server. */
async function guarded(
  login: Login | null,
  answer: (count: number, response: ServerResponse) => void,
  realm?: string,
): Promise<Guarded> {
  let count = 0;
  const tokens = await Loopback.start((_: Asked, response) => answer(++count, response));
  const registry = await Loopback.start(({ headers }, response) => {
    if (headers.authorization === `Bearer token-${count}`)
      response.writeHead(200, { 'docker-content-digest': DIGEST }).end();
    else
      response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="${realm ?? `http://${tokens.host}/t`}",service="s"`,
        })
        .end();
  });
  const clock = { now: 0 };
  const access = testAccess({ login: async () => login, now: () => clock.now });
  return {
    registry,
    tokens,
    clock,
    repository: new Repository({ registry: registry.host, repository: 'shop/app' }, access),
  };
}

const give = (life?: number) => (count: number, response: ServerResponse) =>
  response.end(
    JSON.stringify({ token: `token-${count}`, ...(life === undefined ? {} : { expires_in: life }) }),
  );

const failure = async (world: Guarded): Promise<unknown> =>
  world.repository.digestOf('1').then(
    () => null,
    (error: unknown) => error,
  );

describe('a token', () => {
  it('is asked for with the login, and used until it expires', async () => {
    const world = await guarded(DANA, give(100));
    for (const now of [0, 50_000, 94_000, 96_000]) {
      world.clock.now = now;
      expect(await world.repository.digestOf('1')).toBe(DIGEST);
    }
    expect(world.tokens.asked).toHaveLength(2);
    const { query, headers } = world.tokens.asked[0] ?? { query: new URLSearchParams(), headers: {} };
    expect(Object.fromEntries(query)).toEqual({ service: 's', scope: 'repository:shop/app:pull' });
    expect(headers.authorization).toBe(`Basic ${Buffer.from('dana:pass-of-dana').toString('base64')}`);
    // Renewed before it is refused: one request that fails, the very first.
    expect(world.registry.asked).toHaveLength(5);
  });

  it('is had without a login where the server gives it to everybody', async () => {
    const world = await guarded(null, give());
    expect(await world.repository.digestOf('1')).toBe(DIGEST);
    expect(world.tokens.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('is exchanged for an identity token', async () => {
    const world = await guarded({ kind: 'identity', token: 'id-1' }, (count, response) =>
      response.end(JSON.stringify({ access_token: `token-${count}` })),
    );
    expect(await world.repository.digestOf('1')).toBe(DIGEST);
    const form = new URLSearchParams(world.tokens.asked[0]?.body.toString());
    expect([form.get('grant_type'), form.get('refresh_token')]).toEqual(['refresh_token', 'id-1']);
  });

  it('that stands in the file is sent as it is', async () => {
    const world = await guarded({ kind: 'bearer', token: 'token-0' }, give());
    expect(await world.repository.digestOf('1')).toBe(DIGEST);
    expect(world.tokens.asked).toEqual([]);
  });

  it('that is refused is asked for once more only', async () => {
    const world = await guarded(DANA, (_, response) => response.end(JSON.stringify({ token: 'bad' })));
    expect(await failure(world)).toMatchObject({ kind: 'refused' });
    expect(world.tokens.asked).toHaveLength(1);
  });
});

describe('a token server', () => {
  it.each<[string, (count: number, response: ServerResponse) => void, string, string]>([
    ['no token', (_, r) => r.end('{}'), 'broken', 'without a token'],
    ['a token that is none', (_, r) => r.end('{"token":"a b\\r\\nx: y"}'), 'broken', 'without a token'],
    ['a web page', (_, r) => r.end('<html>'), 'broken', 'without a token'],
    ['401', (_, r) => r.writeHead(401).end(), 'refused', 'does not accept the login'],
    ['404', (_, r) => r.writeHead(404).end(), 'broken', 'answered 404'],
    ['429', (_, r) => r.writeHead(429).end(), 'throttled', 'asked too often'],
    ['503', (_, r) => r.writeHead(503).end(), 'unreachable', 'is in trouble'],
    ['nothing', (_, r) => r.destroy(), 'unreachable', 'does not answer'],
  ])('that answers with %s is told of, without the password', async (_name, answer, kind, says) => {
    const world = await guarded(DANA, answer);
    const error = await failure(world);
    expect(error).toMatchObject({ kind, message: saying(says) });
    expect(String(error)).not.toContain('pass-of-dana');
  });

  it.each(['http://example.com/t', 'ftp://127.0.0.1/t', 'nonsense'])('at %s gets nothing', async (realm) => {
    const world = await guarded(DANA, give(), realm);
    expect(await failure(world)).toMatchObject({
      kind: 'broken',
      message: saying('no https address'),
    });
  });
});

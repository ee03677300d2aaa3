import type { IncomingMessage, ServerResponse } from 'node:http';
import { millis } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SECRET } from '../testing/asking.ts';
import { inventoryFor, look, stateOf } from '../testing/looking.ts';
import { deadPort, serve, type Loopback } from '../testing/loopback.ts';

const AT = Date.UTC(2026, 8, 1, 12);
const VARIATIONS = [
  { _id: 'a', value: true, name: 'new checkout' },
  { _id: 'b', value: false },
];

/** An environment's part of a flag, as LaunchDarkly's API describes it. */
function config(more: object = {}): object {
  return {
    on: true,
    archived: false,
    salt: 'salt',
    sel: 'sel',
    lastModified: AT,
    version: 7,
    targets: [],
    contextTargets: [{ values: [], variation: 0, contextKind: 'user' }],
    rules: [],
    prerequisites: [],
    fallthrough: { variation: 0 },
    offVariation: 1,
    _site: { href: '/shop' },
    _environmentName: 'Production',
    trackEvents: false,
    trackEventsFallthrough: false,
    ...more,
  };
}

function flag(environment: object, more: object = {}): object {
  return {
    name: 'a flag',
    kind: 'boolean',
    variations: VARIATIONS,
    temporary: true,
    archived: false,
    environments: { production: environment },
    ...more,
  };
}

const rollout = (...weights: readonly number[]): object => ({
  fallthrough: { rollout: { variations: weights.map((weight, variation) => ({ variation, weight })) } },
});
const RULE = { _id: 'r', clauses: [], variation: 1 };
const FLAGS: Readonly<Record<string, object>> = {
  everybody: flag(config()),
  off: flag(config({ on: false })),
  'off-nothing': flag(config({ on: false, offVariation: null })),
  quarter: flag(config(rollout(25_000, 75_000))),
  whole: flag(config(rollout(100_000, 0))),
  exceptions: flag(
    config({
      rules: [RULE, RULE],
      targets: [{ values: ['dana', 'rosa', 'kim'], variation: 1 }],
      prerequisites: [{ key: 'other', variation: 0 }],
    }),
  ),
  split: flag(config({ ...rollout(12_500, 87_500), rules: [RULE] })),
  long: flag(config(), { variations: [{ value: { text: 'x'.repeat(200) } }] }),
  stays: flag(config(), { temporary: false }),
  'not-there': flag(config({ fallthrough: { variation: 5 } })),
  archived: flag(config(), { archived: true }),
  elsewhere: flag(config(), { environments: {} }),
  strange: { name: 'no flag' },
};

let server: Loopback;
let audit: (response: ServerResponse) => void;
let flags: (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeEach(async () => {
  audit = json({ items: [] });
  flags = ({ url = '' }, response) => {
    const key = /^\/api\/v2\/flags\/shop\/([^?]*)\?env=production$/.exec(url)?.[1] ?? '';
    const found = FLAGS[key];
    json(found ?? { code: 'not_found' }, found === undefined ? 404 : 200)(response);
  };
  server = await serve((request, response) => {
    if (request.headers.authorization !== SECRET) response.writeHead(401).end();
    else if (request.url?.startsWith('/api/v2/auditlog?') === true) audit(response);
    else flags(request, response);
  });
});
afterEach(async () => server.close());

async function inventory(
  more: { readonly url?: string; readonly timeout?: number; readonly tokenEnv?: string } = {},
) {
  return inventoryFor({
    kind: 'launchdarkly',
    sdkKeyEnv: 'NONE',
    url: null,
    timeout: millis(1_000),
    server: {
      kind: 'launchdarkly',
      url: more.url ?? server.url,
      tokenEnv: more.tokenEnv ?? 'SECRET',
      project: 'shop',
      environment: 'production',
      timeout: millis(more.timeout ?? 5_000),
    },
  });
}

it.each([
  ['everybody', 'on, everybody gets true', 'true'],
  ['off', 'off, everybody gets false', 'false'],
  ['off-nothing', 'off, and serves no value', null],
  ['quarter', 'on, 25 % get true and 75 % get false', null],
  ['whole', 'on, everybody gets true', 'true'],
  ['exceptions', 'on, by 3 targets, 2 rules and 1 prerequisite; beyond that everybody gets true', null],
  ['split', 'on, by 1 rule; beyond that 12.5 % get true and 87.5 % get false', null],
])('%s: %s', async (key, state, settledOn) => {
  expect(await look(await inventory(), key)).toMatchObject({ kind: 'flag', state, settledOn });
});

it('asks for one environment, as the version of the API that is read here', async () => {
  await look(await inventory(), 'everybody');
  expect(server.asked[0]).toBe('GET /api/v2/flags/shop/everybody?env=production');
  expect(server.headers[0]).toMatchObject({ authorization: SECRET, 'ld-api-version': '20240415' });
  const spec = new URLSearchParams(server.asked[1]?.split('?')[1]).get('spec');
  expect(spec).toBe('proj/shop:env/production:flag/everybody');
});

it('tells the name of what everybody gets, and whether the flag is meant to stay', async () => {
  const known = await inventory();
  expect(await look(known, 'everybody')).toMatchObject({ settledName: 'new checkout', permanent: false });
  expect(await look(known, 'stays')).toMatchObject({ permanent: true });
});

it('cuts a long value in the words, and not in what is compared', async () => {
  const found = await look(await inventory(), 'long');
  expect(stateOf(found).length).toBeLessThan(100);
  expect(found).toMatchObject({ settledOn: JSON.stringify({ text: 'x'.repeat(200) }) });
});

const entry = (date: number, more: object): object => ({ _id: 'e', date, kind: 'flag', ...more });
it.each([
  [
    'a member by name',
    [entry(AT + 20, { member: { firstName: 'Dana', lastName: 'Reyes', email: 'd@x.example' } })],
    'Dana Reyes',
  ],
  ['a member without a name', [entry(AT - 3, { member: { email: 'dana@x.example' } })], 'dana'],
  ['an app', [entry(AT, { app: { name: 'Slack' } })], 'Slack'],
  ['a token', [entry(AT, { token: { name: 'deploys' } })], 'deploys'],
  [
    'whoever was nearest to the change',
    [entry(AT + 40_000, { token: { name: 'later' } }), entry(AT + 5, { token: { name: 'this' } })],
    'this',
  ],
  [
    'nobody, where the log knows of another change only',
    [entry(AT - 90_000, { token: { name: 'old' } })],
    null,
  ],
  ['nobody, where the log is empty', [], null],
])('says that it was %s', async (_title, items, by) => {
  audit = json({ items });
  expect(await look(await inventory(), 'everybody')).toMatchObject({ changed: { at: AT, by } });
});

it.each([
  [json({ message: 'no' }, 403)],
  [json({ items: 'x' })],
  [(response: ServerResponse) => response.destroy()],
])('knows when, where the audit log can not be read', async (answer) => {
  audit = answer;
  expect(await look(await inventory(), 'everybody')).toMatchObject({
    kind: 'flag',
    changed: { at: AT, by: null },
  });
});

it.each([
  ['missing', 'not-found: LaunchDarkly at http'],
  ['missing', 'knows no flag "missing"; check its key, and that it is in the project "shop"'],
  ['archived', 'archived: the flag "archived" of LaunchDarkly at http'],
  ['elsewhere', 'has no environment "production" in the project "shop"'],
  ['not-there', 'serves variations of "not-there" that are not there'],
  ['strange', 'broken: '],
])('%s is trouble', async (key, says) => {
  expect(stateOf(await look(await inventory(), key))).toContain(says);
});

it.each([
  [401, 'refused: LaunchDarkly at http'],
  [403, 'may read this project'],
  [429, 'unreachable: LaunchDarkly at http'],
  [503, 'fails (HTTP 503)'],
  [302, 'broken: LaunchDarkly at http'],
])('HTTP %i is trouble', async (status, says) => {
  flags = (_, response) => void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
  const told = stateOf(await look(await inventory(), 'everybody'));
  expect(told).toContain(says);
  expect(told).not.toContain(SECRET);
});

it('is not asked without a token', async () => {
  const told = stateOf(await look(await inventory({ tokenEnv: 'OTHER' }), 'everybody'));
  expect(told).toContain(
    'refused: the environment variable OTHER, which the delivery file names, is not set',
  );
  expect(server.asked).toEqual([]);
});

it('waits no longer than it is told to', async () => {
  flags = () => undefined;
  const told = 'does not answer (too slow)';
  expect(stateOf(await look(await inventory(), 'everybody', 50))).toContain(told);
  expect(stateOf(await look(await inventory({ timeout: 50 }), 'everybody'))).toContain(told);
});

it('can not be reached', async () => {
  const url = `http://127.0.0.1:${await deadPort()}`;
  expect(stateOf(await look(await inventory({ url }), 'everybody'))).toContain(
    'does not answer (ECONNREFUSED)',
  );
});

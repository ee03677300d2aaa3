import type { ServerResponse } from 'node:http';
import { millis } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SECRET } from '../testing/asking.ts';
import { inventoryFor, look, stateOf } from '../testing/looking.ts';
import { serve, type Loopback } from '../testing/loopback.ts';

const AT = '2026-09-01T12:00:00.000Z';

const gradual = (rollout: string, more: object = {}): object => ({
  id: 's',
  name: 'flexibleRollout',
  parameters: { rollout, stickiness: 'default', groupId: 'a' },
  constraints: [],
  segments: [],
  variants: [],
  ...more,
});
const WITHIN = { constraints: [{ contextName: 'actor', operator: 'IN', values: ['dana'] }] };
const VARIANT = { name: 'a', weight: 1000 };

function feature(strategies: readonly object[], more: object = {}, here: object = {}): object {
  return {
    name: 'a',
    type: 'release',
    archived: false,
    stale: false,
    dependencies: [],
    environments: [
      { name: 'development', enabled: false, strategies: [] },
      { name: 'production', enabled: true, strategies, variants: [], ...here },
    ],
    ...more,
  };
}

const FEATURES: Readonly<Record<string, object>> = {
  off: feature([gradual('100')], {}, { enabled: false }),
  everybody: feature([gradual('100')]),
  default: feature([{ id: 's', name: 'default' }]),
  quarter: feature([gradual('25')]),
  constrained: feature([gradual('100', WITHIN)]),
  segment: feature([gradual('50', { segments: [7] })]),
  either: feature([gradual('25', WITHIN), gradual('100')]),
  disabled: feature([gradual('100', { disabled: true }), gradual('10')]),
  none: feature([]),
  own: feature([{ name: 'moon-phase', parameters: {} }]),
  many: feature([gradual('1'), gradual('2'), gradual('3'), gradual('4')]),
  variants: feature([gradual('100', { variants: [VARIANT] })]),
  'old-variants': feature([gradual('100')], {}, { variants: [VARIANT] }),
  depends: feature([gradual('100')], { dependencies: [{ feature: 'b' }] }),
  stale: feature([gradual('100')], { stale: true }),
  brake: feature([gradual('100')], { type: 'kill-switch' }),
  archived: feature([], { archived: true }),
  elsewhere: feature([], { environments: [] }),
};

let server: Loopback;
let events: (response: ServerResponse) => void;
const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeEach(async () => {
  events = json({ events: [], total: 0 });
  server = await serve((request, response) => {
    const { url = '' } = request;
    const key = /^\/api\/admin\/projects\/default\/features\/([^/?]+)$/.exec(url)?.[1] ?? '';
    const found = FEATURES[key];
    if (request.headers.authorization !== SECRET) response.writeHead(401).end();
    else if (url.startsWith('/api/admin/search/events?')) events(response);
    else json(found ?? { name: 'NotFoundError' }, found === undefined ? 404 : 200)(response);
  });
});
afterEach(async () => server.close());

async function inventory(environment = 'production') {
  return inventoryFor({
    kind: 'unleash',
    url: `${server.url}/api`,
    tokenEnv: 'NONE',
    app: 'glidepath',
    server: {
      kind: 'unleash',
      url: `${server.url}/api`,
      tokenEnv: 'SECRET',
      project: 'default',
      environment,
      timeout: millis(5_000),
    },
  });
}

it.each([
  ['off', 'off', 'false'],
  ['everybody', 'on for everybody', 'true'],
  ['default', 'on for everybody', 'true'],
  ['quarter', 'on for 25 %', null],
  ['constrained', 'on for everybody within constraints', null],
  ['segment', 'on for 50 % within constraints', null],
  ['either', 'on for 25 % within constraints or for everybody', 'true'],
  ['disabled', 'on for 10 %', null],
  ['none', 'on, without an active strategy', null],
  ['own', 'on by the strategy "moon-phase"', null],
  ['many', 'on by 4 strategies', null],
  ['variants', 'on for everybody, with variants', null],
  ['old-variants', 'on for everybody, with variants', null],
  ['depends', 'on for everybody, where the flags that it depends on let it', null],
  ['stale', 'on for everybody, marked as stale', 'true'],
])('%s: %s', async (key, state, settledOn) => {
  expect(await look(await inventory(), key)).toMatchObject({
    kind: 'flag',
    state,
    settledOn,
    permanent: false,
  });
});

it('tells whether the flag is meant to stay', async () => {
  expect(await look(await inventory(), 'brake')).toMatchObject({ permanent: true });
});

const event = (type: string, createdAt: string, environment: string | null, createdBy = 'dana'): object => ({
  id: 1,
  type,
  createdAt,
  createdBy,
  environment,
});
it.each([
  [
    'the newest change there',
    [event('feature-environment-enabled', AT, 'production', 'dana@x.example')],
    'dana',
  ],
  [
    'no change elsewhere, and none that changes nothing',
    [
      event('feature-environment-enabled', '2026-09-05T00:00:00.000Z', 'development', 'rosa'),
      event('feature-tagged', '2026-09-04T00:00:00.000Z', null, 'rosa'),
      event('change-request-created', '2026-09-03T00:00:00.000Z', 'production', 'rosa'),
      event('feature-strategy-update', AT, 'production', 'kim'),
      event('feature-created', '2026-01-01T00:00:00.000Z', null, 'rosa'),
    ],
    'kim',
  ],
  ['its making, where nothing came after', [event('feature-created', AT, null, 'rosa')], 'rosa'],
])('tells %s', async (_title, all, by) => {
  events = json({ events: all, total: all.length });
  expect(await look(await inventory(), 'everybody')).toMatchObject({ changed: { at: Date.parse(AT), by } });
  const query = new URLSearchParams(server.asked[1]?.split('?')[1]);
  expect(query.get('feature')).toBe('IS:everybody');
});

it.each([[json({}, 403)], [json({ events: [] })], [json({ events: [event('x', 'no time', 'production')] })]])(
  'does not know of a change, where the event log can not tell',
  async (answer) => {
    events = answer;
    expect(await look(await inventory(), 'everybody')).toMatchObject({ kind: 'flag', changed: null });
  },
);

it.each([
  [
    'missing',
    'production',
    'knows no flag "missing"; check its name, and that it is in the project "default"',
  ],
  ['archived', 'production', 'archived: the flag "archived" of Unleash at http'],
  ['elsewhere', 'production', 'has no environment "production"; check its name'],
  ['everybody', 'staging', 'has no environment "staging"; check its name'],
])('%s in %s is trouble', async (key, environment, says) => {
  expect(stateOf(await look(await inventory(environment), key))).toContain(says);
});

it('tells a flag that was archived from one that never was', async () => {
  const archived = event('feature-archived', AT, null);
  const made = event('feature-created', '2026-01-01T00:00:00.000Z', null);
  events = json({ events: [archived, made] });
  expect(stateOf(await look(await inventory(), 'gone'))).toContain('archived: the flag "gone" of Unleash');
  events = json({ events: [event('feature-revived', '2026-10-01T00:00:00.000Z', null), archived, made] });
  expect(stateOf(await look(await inventory(), 'gone'))).toContain('knows no flag "gone"');
});

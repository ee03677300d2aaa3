import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, type DatadogMonitors } from '@glidepath/model';
import * as api from '../prometheus/testing/api-server.ts';
import { createAlerts } from '../registry.ts';
import type { Alerts } from '../source.ts';
import { createDatadogMonitors } from './monitors.ts';
import { API_KEY, APP_KEY, FakeDatadog } from './testing/fake-datadog.ts';
import { divided, downtime, monitor } from './testing/fake-monitors.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn } from './testing/slos.ts';

const START = 1_700_000_000_000;
const NOW_S = START / 1000;
const MONITORS = '/api/v1/monitor';

let fake: FakeDatadog;
beforeEach(async () => {
  fake = await FakeDatadog.start();
});
afterEach(async () => {
  await fake.stop();
  expect(fake.violations).toEqual([]);
});

function selector(tags: readonly string[]): DatadogMonitors {
  return { kind: 'datadog', tags, server: serverOf(slosIn({ a: AVAILABILITY }, `{ url: "${fake.url}" }`)) };
}

async function firing(tags = ['service:shop'], env = CONTEXT.env, limit = 10_000): Promise<Alerts> {
  const alerts = selector(tags);
  const source = createDatadogMonitors(alerts.server, { ...CONTEXT, env }, () => START);
  return source.firing(alerts, millis(limit));
}

function said(alerts: Alerts): string | readonly string[] {
  if (alerts.kind === 'alerts') return alerts.firing.map(({ name }) => name);
  const { kind, why, mend } = alerts.trouble;
  return `${kind}: ${why}; ${mend}`;
}

describe('what fires', () => {
  it('is told by name and since when', async () => {
    const state = { groups: { '*': { status: 'Alert', last_triggered_ts: NOW_S - 60 } } };
    fake.monitors.push(monitor(1, 'Alert', { state }), monitor(2, 'OK'), monitor(3, 'Warn'));
    expect(await firing()).toEqual({
      kind: 'alerts',
      query: `GET ${fake.url}/api/v1/monitor?monitor_tags=service:shop`,
      firing: [{ name: 'M1', since: START - 60_000 }],
    });
    expect(fake.paths).toEqual([MONITORS, '/api/v2/monitor/1/downtime_matches']);
  });

  it('is told group by group where a monitor is divided', async () => {
    const groups = { 'env:prod,host:a': 'Alert', 'env:prod,host:b': 'OK', 'env:prod,host:c': 'Alert' };
    fake.monitors.push(monitor(1, 'Alert', divided(groups)));
    expect(said(await firing())).toEqual(['M1 {env:prod, host:a}', 'M1 {env:prod, host:c}']);
  });

  it('is a monitor of which Datadog tells no group', async () => {
    fake.monitors.push(monitor(1, 'Alert'));
    expect(await firing()).toMatchObject({ firing: [{ name: 'M1', since: null }] });
  });

  it('is told though another can not tell', async () => {
    fake.monitors.push(monitor(1, 'No Data'), monitor(2, 'Alert'));
    expect(said(await firing())).toEqual(['M2']);
  });

  it('is nothing where all is well', async () => {
    fake.monitors.push(monitor(1, 'OK'));
    expect(said(await firing())).toEqual([]);
    expect(fake.paths).toEqual([MONITORS]);
  });

  it('is found by the registry', async () => {
    fake.monitors.push(monitor(1, 'Alert'));
    const alerts = selector(['service:shop']);
    const source = await createAlerts(alerts, CONTEXT);
    expect(said(await source.firing(alerts, millis(10_000)))).toEqual(['M1']);
  });

  it('is found on whatever page', async () => {
    for (let id = 1; id <= 250; id++) fake.monitors.push(monitor(id, id === 250 ? 'Alert' : 'OK'));
    expect(said(await firing())).toEqual(['M250']);
    expect(fake.paths.filter((path) => path === MONITORS)).toHaveLength(3);
  });

  it('is not looked for in more monitors than one service has', async () => {
    for (let id = 1; id <= 2_000; id++) fake.monitors.push(monitor(id, 'OK'));
    expect(said(await firing(['service:shop'], CONTEXT.env, 20_000))).toContain(
      'more than 2000 monitors have',
    );
  });

  it('has a short and clean name', async () => {
    fake.monitors.push(monitor(1, 'Alert', { name: `a\n\u001b[31m${API_KEY}${'x'.repeat(300)}` }));
    const [name = ''] = said(await firing());
    expect(name).toMatch(/^a \[31m\*{3}x+…$/);
    expect(name).toHaveLength(120);
  });
});

describe('tags', () => {
  it('all must be had, in whatever letters', async () => {
    fake.monitors.push(monitor(1, 'Alert'), monitor(2, 'Alert', { tags: ['service:shop'] }));
    expect(said(await firing(['service:shop', 'TEAM:A']))).toEqual(['M1']);
  });

  it('that no monitor has are told', async () => {
    fake.monitors.push(
      monitor(1, 'Alert', { tags: ['service:other'] }),
      monitor(2, 'OK', { draft_status: 'draft' }),
    );
    expect(said(await firing())).toBe(
      'no-data: there is no monitor with service:shop; write the tags as Datadog shows them at the monitors, and give them to those that are meant',
    );
  });
});

describe('monitors that can not tell', () => {
  it.each(['No Data', 'Unknown', 'Ignored', 'Skipped'])('%s', async (state) => {
    fake.monitors.push(monitor(1, 'OK'), monitor(2, state), monitor(3, state));
    expect(said(await firing())).toContain(
      `no-data: the monitor M2 is in ${state}, and 1 more can't tell either; look at its query`,
    );
  });

  it('one that has no state at all', async () => {
    const { overall_state: _, ...rest } = monitor(1, '');
    fake.monitors.push(rest);
    expect(said(await firing())).toContain('is in no state');
  });

  it('muted ones need not', async () => {
    fake.monitors.push(monitor(1, 'No Data'), monitor(2, 'OK'));
    fake.downtimes.set(1, [downtime('*')]);
    expect(said(await firing())).toEqual([]);
  });
});

const TWO = divided({ 'env:prod,host:a': 'Alert', 'env:prod,host:b': 'Alert' });
const [A, B] = ['M1 {env:prod, host:a}', 'M1 {env:prod, host:b}'];

describe('muted monitors do not fire', () => {
  it.each([
    ['all of it', downtime('*'), []],
    ['a group that Datadog names', downtime('host:(a OR c)', 'env:prod,host:a'), [B]],
    ['a group by its tags', downtime('host:a'), [B]],
    ['groups by a tag that both have', downtime('env:prod'), []],
    ['groups by two tags', downtime('env:prod AND host:b'), [A]],
    ['by a tag that all of the monitor has', downtime('service:shop'), []],
    ['another group', downtime('host:c'), [A, B]],
    ['another group than Datadog names', downtime('service:shop', 'env:prod,host:b'), [A]],
    ['what can not be read', downtime('host:(a OR b)'), [A, B]],
    ['what is left out', downtime('-host:a'), [A, B]],
  ])('by a downtime: %s', async (_, one, expected) => {
    fake.monitors.push(monitor(1, 'Alert', TWO));
    fake.downtimes.set(1, [one]);
    expect(said(await firing())).toEqual(expected);
  });

  it('one that is not divided is muted by what Datadog says is for it', async () => {
    fake.monitors.push(monitor(1, 'Alert'));
    fake.downtimes.set(1, [downtime('host:(a OR b)')]);
    expect(said(await firing())).toEqual([]);
  });

  it.each([
    ['now', NOW_S - 10, NOW_S + 10, []],
    ['without an end', NOW_S - 10, null, []],
    ['no more', NOW_S - 10, NOW_S, ['M1']],
    ['not yet', NOW_S + 10, null, ['M1']],
  ])('by a downtime of the old kind, %s', async (_, start, end, expected) => {
    fake.monitors.push(monitor(1, 'Alert', { matching_downtimes: [{ id: 1, start, end, scope: ['a:b'] }] }));
    expect(said(await firing())).toEqual(expected);
  });

  it.each([
    [{ '*': null }, []],
    [{ '*': NOW_S - 1 }, [A, B]],
    [{ 'host:b': NOW_S + 1 }, [A]],
    [{ 'env:prod,host:a': null }, [B]],
  ])('by options.silenced %j', async (silenced, expected) => {
    fake.monitors.push(monitor(1, 'Alert', { ...TWO, options: { silenced } }));
    expect(said(await firing())).toEqual(expected);
  });

  it('in a storm of alerts not all are asked for', async () => {
    for (let id = 1; id <= 30; id++) {
      fake.monitors.push(monitor(id, 'Alert'));
      fake.downtimes.set(id, [downtime('*')]);
    }
    expect(said(await firing())).toHaveLength(10);
    expect(fake.paths).toHaveLength(21);
  });

  it('where it can not be told, that is trouble, unless another fires', async () => {
    fake.monitors.push(monitor(1, 'Alert'));
    fake.instead.set('/api/v2/monitor/1/downtime_matches', api.json(403, { errors: ['Forbidden'] }));
    expect(said(await firing())).toMatch(
      /^source-down: .*403: Forbidden; .*application key may monitors_downtime$/,
    );
    fake.monitors.push(monitor(2, 'Alert'));
    expect(said(await firing())).toEqual(['M2']);
  });
});

describe('answers that are no monitors', () => {
  it.each([
    [
      'a web page',
      api.text(200, '<html>', { 'content-type': 'text/html' }),
      'a web page (text/html), not with JSON',
    ],
    ['truncated JSON', api.text(200, '[{"id":'), 'JSON that ends in the middle'],
    ['nothing', api.text(200, ''), 'answered with nothing'],
    ['other JSON', api.json(200, { monitors: [] }), 'JSON of another form, not with monitors'],
    ['a name that is a number', api.json(200, [{ id: 1, name: 7 }]), '(at 0.name)'],
    ['tags that are text', api.json(200, [{ id: 1, tags: 'a:b' }]), '(at 0.tags)'],
    ['groups that are a list', api.json(200, [{ id: 1, state: { groups: [] } }]), '(at 0.state.groups)'],
    ['an id that is no number', api.json(200, [{ id: '../x' }]), '(at 0.id)'],
    [
      'a redirect',
      api.text(302, '', { location: 'https://l.example/?t=hush' }),
      'redirects to https://l.example/;',
    ],
    [
      '400',
      api.json(400, { errors: ['bad page'] }),
      'refused the question with 400: bad page; check the tags',
    ],
    ['422', api.text(422, 'no'), 'refused the question with 422; check the tags'],
    ['401', api.json(401, { errors: ['Unauthorized'] }), 'check DD_API_KEY and DD_APP_KEY'],
    ['403', api.json(403, { errors: ['Forbidden'] }), 'that the application key may monitors_read'],
    ['404', api.text(404, 'no'), 'check sources.datadog.url'],
    ['418', api.text(418, ''), 'answered 418'],
  ])('%s: the source is down, and the trouble says why', async (_, behaviour, says) => {
    fake.behaviour = behaviour;
    const text = said(await firing());
    expect(text).toMatch(/^source-down: /);
    expect(text).toContain(says);
    expect(text).not.toContain('hush');
    expect(fake.paths).toHaveLength(1);
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    fake.behaviour = api.flood((more) => (bytes += more));
    expect(said(await firing(['a:b'], CONTEXT.env, 20_000))).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(32 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    fake.behaviour = api.hang;
    expect(said(await firing(['a:b'], CONTEXT.env, 300))).toContain('did not answer within 300ms');
  });

  it('keys are never told, even where the server tells them', async () => {
    fake.behaviour = (response, asked) =>
      api.json(400, { errors: [JSON.stringify(asked.headers)] })(response, asked);
    const text = said(await firing());
    expect(text).toContain('***');
    expect(text).not.toContain(API_KEY);
    expect(text).not.toContain(APP_KEY);
  });

  it('without keys nothing is asked', async () => {
    expect(said(await firing(['a:b'], {}))).toContain('DD_API_KEY, which sources.datadog.api-key-env names');
    expect(fake.paths).toEqual([]);
  });
});

describe('trouble that passes', () => {
  const PASSING = [
    ['500', api.text(500, 'oops')],
    ['503', api.text(503, 'later')],
    ['429', api.json(429, { errors: ['Too many requests'] }, { 'x-ratelimit-reset': '0' })],
    ['a connection that is cut', api.hangUp],
    ['an answer that is cut', api.cutOff],
  ] as const;

  it.each(PASSING)('%s is asked again', async (_, behaviour) => {
    fake.monitors.push(monitor(1, 'OK'));
    fake.next.push(behaviour);
    expect(said(await firing())).toEqual([]);
    expect(fake.paths).toHaveLength(2);
  });

  it.each(PASSING)('%s that lasts is told after three attempts', async (_, behaviour) => {
    fake.behaviour = behaviour;
    expect(said(await firing())).toMatch(/^source-down: /);
    expect(fake.paths).toHaveLength(3);
  });

  it.each([{ 'x-ratelimit-reset': '120' }, { 'retry-after': '120' }])(
    'a wait that would take too long is not begun: %j',
    async (headers) => {
      fake.behaviour = api.json(429, { errors: ['Too many requests'] }, headers);
      expect(said(await firing())).toContain('asks to be left alone for 2m');
      expect(fake.paths).toHaveLength(1);
    },
  );
});

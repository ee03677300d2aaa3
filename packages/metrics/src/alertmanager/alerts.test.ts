import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, type AlertMatcher } from '@glidepath/model';
import { CONTEXT } from '../prometheus/testing/slos.ts';
import { createAlerts } from '../registry.ts';
import type { Alerts } from '../source.ts';
import { createAlertmanager } from './alertmanager.ts';
import { FakeAlertmanager, STARTED } from './testing/fake-alertmanager.ts';
import { alertsWith, is, serverAt } from './testing/guards.ts';

const SHOP = { service: 'shop' };

let fake: FakeAlertmanager;
beforeEach(async () => {
  fake = await FakeAlertmanager.start();
});
afterEach(async () => {
  await fake.server.stop();
  expect(fake.violations).toEqual([]);
});

async function firing(...matchers: readonly AlertMatcher[]): Promise<Alerts> {
  const server = serverAt(fake.server.url);
  const source = createAlertmanager(server, CONTEXT);
  return source.firing(alertsWith(server, ...matchers), millis(10_000));
}

/** The Date header knows whole seconds. */
function nextSecond(): number {
  return Math.ceil(Date.now() / 1000) * 1000;
}

function names(alerts: Alerts): readonly string[] | string {
  return alerts.kind === 'alerts' ? alerts.firing.map(({ name }) => name) : alerts.trouble.why;
}

describe('what fires', () => {
  it('is told by name, with what tells it from others, and since when', async () => {
    fake.alerts.push(
      {
        labels: { alertname: 'HighErrorRate', ...SHOP, pod: 'b', severity: 'page' },
        startsAt: '2026-11-22T07:30:00.5Z',
      },
      { labels: { alertname: 'HighErrorRate', service: 'other' } },
    );
    expect(await firing(is('service', 'shop'))).toEqual({
      kind: 'alerts',
      query: `GET ${fake.server.url}/api/v2/alerts, alerts with service="shop"`,
      firing: [
        { name: 'HighErrorRate {severity="page", pod="b"}', since: Date.parse('2026-11-22T07:30:00.5Z') },
      ],
    });
  });

  it('is nothing where nothing matches', async () => {
    fake.alerts.push({ labels: { alertname: 'Other' } });
    expect(await firing(is('service', 'shop'))).toMatchObject({ kind: 'alerts', firing: [] });
  });

  it('is not what is silenced or inhibited', async () => {
    fake.alerts.push(
      { labels: { alertname: 'A', ...SHOP }, silencedBy: ['s'] },
      { labels: { alertname: 'B', ...SHOP }, inhibitedBy: ['b'] },
      { labels: { alertname: 'C', ...SHOP } },
    );
    expect(names(await firing(is('service', 'shop')))).toEqual(['C']);
    expect(fake.searches('/api/v2/alerts')[0]?.toString()).toBe(
      'active=true&silenced=false&inhibited=false&unprocessed=true&filter=service%3D%22shop%22',
    );
  });

  it('is what a server says that does not leave out what is suppressed', async () => {
    fake.alerts.push({ labels: { alertname: 'A', ...SHOP }, state: 'active' });
    fake.instead.set('/api/v2/alerts', (response) =>
      response
        .writeHead(200)
        .end('[{"labels":{"alertname":"A"},"startsAt":"","status":{"state":"suppressed"}}]'),
    );
    expect(names(await firing(is('service', 'shop')))).toEqual([]);
  });

  it('is found by the registry', async () => {
    fake.alerts.push({ labels: { alertname: 'A', ...SHOP } });
    const alerts = alertsWith(serverAt(fake.server.url), is('service', 'shop'));
    const source = await createAlerts(alerts, CONTEXT);
    expect(names(await source.firing(alerts, millis(10_000)))).toEqual(['A']);
    expect(fake.server.asked[0]?.headers['x-team']).toBe('shop');
  });
});

describe('matchers', () => {
  const label = 'alertname';
  const ALL = ['a', 'b"c', 'd\\e', 'f\ng', 'h, i}', 'ü='];

  it.each(ALL)('a value is found whatever it holds: %j', async (value) => {
    for (const one of ALL) fake.alerts.push({ labels: { alertname: one } });
    const found = await firing({ label, operator: '=', value });
    expect(names(found)).toEqual([value.replace('\n', ' ')]);
  });

  it.each([
    [{ label, operator: '!=', value: 'a' } as const, ['b']],
    [{ label, operator: '=~', value: 'a|c' } as const, ['a']],
    [{ label, operator: '!~', value: '[a].*' } as const, ['b']],
    [{ label: 'a label', operator: '!=', value: '' } as const, ['b {a label="x"}']],
  ])('%j', async (matcher, expected) => {
    fake.alerts.push({ labels: { alertname: 'a' } }, { labels: { alertname: 'b', 'a label': 'x' } });
    const found = names(await firing(matcher));
    expect(
      typeof found === 'string' ? found : found.map((name) => name.slice(0, expected[0]?.length)),
    ).toEqual(expected);
  });

  it('all must hold', async () => {
    fake.alerts.push(
      { labels: { alertname: 'A', ...SHOP, env: 'a' } },
      { labels: { alertname: 'B', ...SHOP } },
    );
    expect(names(await firing(is('service', 'shop'), is('env', 'a')))).toEqual(['A']);
    expect(fake.searches('/api/v2/alerts')[0]?.getAll('filter')).toEqual(['service="shop"', 'env="a"']);
  });
});

describe('that nothing fires is not believed', () => {
  it.each([
    ['while the cluster settles', () => (fake.cluster = 'settling'), 'its cluster is settling'],
    [
      'of one that has just begun',
      () => (fake.uptime = new Date(fake.now - 119_000).toISOString()),
      'began 1m59s ago and may not know of all alerts yet',
    ],
    [
      'while an alert is not looked at',
      () => fake.alerts.push({ labels: { alertname: 'A', ...SHOP }, state: 'unprocessed' }),
      'has not yet looked whether they are silenced',
    ],
  ])('%s', async (_, change, says) => {
    change();
    const alerts = await firing(is('service', 'shop'));
    expect(alerts).toMatchObject({ kind: 'trouble', trouble: { kind: 'no-data' } });
    expect(names(alerts)).toContain(says);
    fake.alerts.push({ labels: { alertname: 'B', ...SHOP } });
    expect(names(await firing(is('service', 'shop')))).toEqual(['B']);
  });

  it('of one that runs for two minutes it is', async () => {
    fake.uptime = new Date(fake.now - 120_000).toISOString();
    expect(names(await firing(is('service', 'shop')))).toEqual([]);
  });

  it('goes by its own clock, whatever ours says', async () => {
    fake.now = nextSecond() + 3 * 3_600_000;
    fake.uptime = new Date(fake.now - 60_000).toISOString();
    expect(names(await firing(is('service', 'shop')))).toContain('began 1m');
    fake.now = nextSecond() - 3 * 3_600_000;
    fake.uptime = new Date(fake.now - 180_000).toISOString();
    expect(names(await firing(is('service', 'shop')))).toEqual([]);
  });

  it('nor of one that does not tell how it fares', async () => {
    fake.instead.set('/api/v2/status', (response) => response.writeHead(403).end());
    expect(await firing(is('service', 'shop'))).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'source-down', mend: 'give it credentials under sources.alertmanager.auth' },
    });
  });
});

it('names stay short and clean, whatever an alert is called', async () => {
  fake.alerts.push({ labels: { alertname: `A\n\u001b[31m${'x'.repeat(200)}`, ...SHOP }, startsAt: STARTED });
  const [name = ''] = names(await firing(is('service', 'shop')));
  expect(name).toMatch(/^A \[31mx+…$/);
  expect(name).toHaveLength(120);
});

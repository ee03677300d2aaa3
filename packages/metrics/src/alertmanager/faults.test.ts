import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, type HttpAuth } from '@glidepath/model';
import * as api from '../prometheus/testing/api-server.ts';
import { CONTEXT } from '../prometheus/testing/slos.ts';
import type { Alerts } from '../source.ts';
import { BAD_ANSWERS, PASSING_ANSWERS } from '../web/testing/bad-answers.ts';
import { createAlertmanager } from './alertmanager.ts';
import { FakeAlertmanager } from './testing/fake-alertmanager.ts';
import { alertsWith, is, serverAt } from './testing/guards.ts';

const ALERTS = '/api/v2/alerts';
const TOKEN = 'token-hush';

let fake: FakeAlertmanager;
beforeEach(async () => {
  fake = await FakeAlertmanager.start();
});
afterEach(async () => fake.server.stop());

async function firing(
  auth: HttpAuth | null = null,
  limit = 10_000,
  env: Readonly<Record<string, string>> = { TOKEN },
): Promise<Alerts> {
  const server = serverAt(fake.server.url, auth);
  const source = createAlertmanager(server, { ...CONTEXT, env });
  return source.firing(alertsWith(server, is('service', 'shop')), millis(limit));
}

function said(alerts: Alerts): string {
  if (alerts.kind === 'alerts') return alerts.kind;
  const { kind, why, mend } = alerts.trouble;
  return `${kind}: ${why}; ${mend}`;
}

type Case = (typeof BAD_ANSWERS)[number];

describe('answers that are none of Alertmanager', () => {
  it.each<Case>([
    ...BAD_ANSWERS,
    ['other JSON', api.json(200, { status: 'success' }), 'JSON of another form'],
    [
      'an alert without labels',
      api.json(200, [{ startsAt: 'x', status: { state: 'active' } }]),
      '(at 0.labels)',
    ],
    [
      'labels that are numbers',
      api.json(200, [{ labels: { a: 1 }, startsAt: 'x', status: { state: 'active' } }]),
      '(at 0.labels.a)',
    ],
    [
      'a state that nobody knows',
      api.json(200, [{ labels: {}, startsAt: 'x', status: { state: 'on fire' } }]),
      '(at 0.status.state)',
    ],
    [
      'a filter that is refused',
      api.json(400, 'bad matcher format: x'),
      'refused the query with 400: bad matcher format: x; check the matchers of the guard',
    ],
    [
      'a parameter that is refused',
      api.json(422, { code: 602, message: 'active in query must be of type boolean' }),
      'with 422: active in query must be of type boolean',
    ],
    [
      'a Prometheus',
      api.text(404, '404 page not found'),
      'no API v2 of an Alertmanager; check sources.alertmanager',
    ],
  ])('%s: the source is down, and the trouble says why', async (_, behaviour, says) => {
    fake.instead.set(ALERTS, behaviour);
    const text = said(await firing());
    expect(text).toMatch(/^source-down: /);
    expect(text).toContain(says);
    expect(text).not.toContain('secret');
    expect(fake.searches(ALERTS)).toHaveLength(1);
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    fake.instead.set(
      ALERTS,
      api.flood((more) => (bytes += more)),
    );
    expect(said(await firing(null, 20_000))).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(32 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    fake.instead.set(ALERTS, api.hang);
    expect(said(await firing(null, 300))).toContain('did not answer within 300ms; check that it runs');
  });

  it('nobody there', async () => {
    const { url } = fake.server;
    await fake.server.stop();
    const source = createAlertmanager(serverAt(url), CONTEXT);
    expect(said(await source.firing(alertsWith(serverAt(url), is('a', 'b')), millis(10_000)))).toMatch(
      /^source-down: .*\(ECONNREFUSED\); nothing listens there: start it, or check sources\.alertmanager\.url/,
    );
  });

  it.each([
    ['a web page', api.text(200, '<html>'), 'a web page'],
    ['other JSON', api.json(200, []), 'JSON of another form'],
    ['404', api.text(404, ''), 'answered 404'],
  ])('a status that is %s', async (_, behaviour, says) => {
    fake.instead.set('/api/v2/status', behaviour);
    expect(said(await firing())).toContain(says);
  });
});

describe('trouble that passes', () => {
  it.each(PASSING_ANSWERS)('%s is asked again', async (_, behaviour) => {
    let times = 0;
    fake.instead.set(ALERTS, (response, asked) => {
      times += 1;
      (times === 1 ? behaviour : api.json(200, []))(response, asked);
    });
    expect(said(await firing())).toBe('alerts');
    expect(times).toBe(2);
  });

  it.each<Case>([...PASSING_ANSWERS, ['429 without a time', api.text(429, ''), 'answered 429']])(
    '%s that lasts is told after three attempts',
    async (_, behaviour, says) => {
      fake.instead.set(ALERTS, behaviour);
      const text = said(await firing());
      expect(text).toMatch(/^source-down: /);
      expect(text).toContain(says);
      expect(fake.searches(ALERTS)).toHaveLength(3);
    },
  );

  it('a wait that would take too long is not begun', async () => {
    fake.instead.set(ALERTS, api.text(429, '', { 'retry-after': '120' }));
    expect(said(await firing())).toContain('asks to be left alone for 2m');
    expect(fake.searches(ALERTS)).toHaveLength(1);
  });
});

const ECHO: api.Behaviour = (response, asked) =>
  api.json(400, `bad ${String(asked.headers.authorization)}`)(response, asked);

describe('secrets', () => {
  it.each([
    [{ kind: 'bearer', env: 'TOKEN' } as const, `Bearer ${TOKEN}`, 'bad Bearer ***'],
    [
      { kind: 'basic', user: 'me', passwordEnv: 'TOKEN' } as const,
      `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}`,
      'bad Basic ***',
    ],
  ])('are sent and never told, even where the server tells them: %j', async (auth, header, says) => {
    fake.instead.set(ALERTS, ECHO);
    const text = said(await firing(auth));
    expect(fake.server.asked[0]?.headers.authorization).toBe(header);
    expect(text).toContain(says);
    expect(text).not.toContain(TOKEN);
  });

  it('are not told in the name of an alert', async () => {
    fake.instead.set(
      ALERTS,
      api.json(200, [{ labels: { alertname: TOKEN }, startsAt: '', status: { state: 'active' } }]),
    );
    const alerts = await firing({ kind: 'bearer', env: 'TOKEN' });
    expect(alerts).toMatchObject({ kind: 'alerts', firing: [{ name: '***', since: null }] });
  });

  it('that are not there are told by their name', async () => {
    const text = said(await firing({ kind: 'bearer', env: 'TOKEN' }, 10_000, {}));
    expect(text).toContain('TOKEN, which sources.alertmanager.auth names, is not set');
    expect(fake.server.asked).toEqual([]);
  });

  it.each([401, 403])('that are refused with %i', async (status) => {
    fake.instead.set(ALERTS, api.text(status, 'no'));
    expect(said(await firing({ kind: 'bearer', env: 'TOKEN' }))).toContain(
      'check TOKEN and what it may read',
    );
  });
});

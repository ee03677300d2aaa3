import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis, type AlertMatcher } from '@glidepath/model';
import type { Alerts } from '../source.ts';
import { createPrometheusAlerts } from './alerts.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import { rule, rules, type RuleText } from './testing/rules.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

function matcher(label: string, operator: AlertMatcher['operator'], value: string): AlertMatcher {
  return { label, operator, value };
}

const PAGE = [matcher('severity', '=', 'page')];

async function firing(matchers: readonly AlertMatcher[], ...there: readonly RuleText[]): Promise<Alerts> {
  server.behaviour = rules(there);
  const prometheus = serverOf(slosIn({ slo: AVAILABILITY }, `{ url: "${server.url}/prom" }`));
  const alerts = { kind: 'prometheus', matchers, server: prometheus } as const;
  return createPrometheusAlerts(prometheus, CONTEXT).firing(alerts, millis(2_000));
}

const SLOW = rule('Slow', {
  labels: { severity: 'page' },
  alerts: [
    {
      labels: { alertname: 'Slow', severity: 'page', zone: 'x' },
      state: 'firing',
      activeAt: '2026-11-22T07:00:00.5Z',
    },
  ],
});
const PENDING = rule('Pending', {
  labels: { severity: 'page' },
  alerts: [{ labels: { alertname: 'Pending', severity: 'page' }, state: 'pending' }],
});

describe('alerts that fire', () => {
  it('are those whose labels match, with what tells them apart and since when', async () => {
    expect(await firing(PAGE, SLOW, PENDING)).toEqual({
      kind: 'alerts',
      query: `GET ${server.url}/prom/api/v1/rules?type=alert&partial_response=false, alerts with severity="page"`,
      firing: [{ name: 'Slow {zone="x"}', since: Date.parse('2026-11-22T07:00:00.500Z') }],
    });
    expect(server.asked).toMatchObject([
      { method: 'GET', path: '/prom/api/v1/rules?type=alert&partial_response=false', body: '' },
    ]);
  });

  it.each([
    [[matcher('zone', '=', 'x')], 1],
    [[matcher('zone', '=', 'y')], 0],
    [[matcher('zone', '!=', 'y'), matcher('alertname', '=', 'Slow')], 1],
    [[matcher('zone', '=~', 'x|y')], 1],
    [[matcher('alertname', '=~', 'Slo|Other')], 0],
    [[matcher('alertname', '!~', 'Slo'), matcher('severity', '=', 'page')], 1],
    [[matcher('team', '!=', 'other'), matcher('severity', '=', 'page')], 1],
    [[matcher('team', '=~', '.+')], 0],
    [[matcher('team', '=~', '|shop'), matcher('severity', '=', 'page')], 1],
  ])('%j: %i', async (matchers, count) => {
    const other = rule('Other', { alerts: [] });
    const alerts = await firing(matchers, SLOW, other);
    expect(alerts.kind === 'alerts' ? alerts.firing.length : alerts).toBe(count);
  });

  it('are none while they are pending', async () => {
    expect(await firing(PAGE, PENDING)).toMatchObject({ kind: 'alerts', firing: [] });
  });
});

describe('that nothing fires is not believed', () => {
  it.each([
    [[matcher('severity', '=', 'ticket')]],
    [[matcher('alertname', '=~', 'fast|faster')]],
    [
      [
        matcher('severity', '=', 'page'),
        matcher('alertname', '!=', 'Slow'),
        matcher('alertname', '!=', 'Pending'),
      ],
    ],
  ])('where no rule can give such an alert: %j', async (matchers) => {
    expect(await firing(matchers, SLOW, PENDING)).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'no-data', why: containing('no alerting rule can give an alert with') },
    });
  });

  it('where there are no rules', async () => {
    expect(await firing(PAGE)).toMatchObject({ trouble: { why: containing('there are none') } });
  });

  it.each([
    [
      rule('Broken', { health: 'err', lastError: 'many-to-many' }),
      "the rule Broken can't be evaluated: many-to-many",
    ],
    [
      rule('New', { lastEvaluation: '0001-01-01T00:00:00Z', health: 'unknown' }),
      'the rule New was not evaluated yet',
    ],
    [
      rule('Stalled', { lastEvaluation: new Date(Date.now() - 605_000).toISOString() }),
      'the rule Stalled was last evaluated 10m',
    ],
  ])('where a rule that is meant is not evaluated', async (broken, why) => {
    const meant = [matcher('zone', '=', 'x')];
    expect(await firing(meant, PENDING, broken)).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'no-data', why: containing(why) },
    });
    // What fires is told, whatever else is wrong.
    expect(await firing(meant, SLOW, broken)).toMatchObject({ kind: 'alerts', firing: [{}] });
    // And a rule that is not meant may be as it likes.
    expect(await firing([matcher('alertname', '=', 'Pending')], PENDING, broken)).toMatchObject({
      kind: 'alerts',
      firing: [],
    });
  });

  it('a label that is a template may have any value', async () => {
    const templated = rule('Any', { labels: { severity: '{{ $labels.severity }}' } });
    expect(await firing(PAGE, templated)).toMatchObject({ kind: 'alerts', firing: [] });
  });
});

it('goes by the clock of the server', async () => {
  const there = rule('Then', { lastEvaluation: '2020-01-01T00:00:10Z' });
  server.next.push(rules([there], { date: 'Wed, 01 Jan 2020 00:00:20 GMT' }));
  const only = [matcher('alertname', '=', 'Then')];
  expect(await firing(only, there)).toMatchObject({ kind: 'alerts' });
  expect(await firing(only, there)).toMatchObject({ kind: 'trouble' });
});

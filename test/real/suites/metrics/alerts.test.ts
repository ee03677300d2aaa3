import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAlerts, type Alerts } from '../../../../packages/metrics/src/registry.ts';
import { millis, readDelivery, type AlertSelector } from '../../../../packages/model/src/index.ts';
import { until } from '../../../harness/index.ts';
import { ensureAlertmanager } from '../../parts/alertmanager.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Alertmanager } from './alertmanager.ts';
import { Exporter } from './exporter.ts';
import { count } from './life.ts';
import { Prometheus } from './prometheus.ts';
import { contextOf } from './shop.ts';

/** Rules on real counters, evaluated by a real Prometheus that tells a real Alertmanager. */

const RULES = `groups:
  - name: shop
    rules:
      - alert: HighErrorRate
        expr: requests_total{group="shop",code="500"} > 100
        labels: { service: shop, severity: page }
      - alert: NotYet
        expr: requests_total{group="shop",code="500"} > 100
        for: 1h
        labels: { service: patient, severity: page }
      - alert: Broken
        expr: requests_total * on (group) requests_total
        labels: { service: broken, severity: page }
      - alert: Maintenance
        expr: requests_total{group="maintenance",code="200"} > 100
        labels: { service: shop, severity: none }
`;

/** Until an Alertmanager that has just begun is believed to know of all alerts. */
const LEARNING = 240_000;

let alertmanager: Alertmanager;
let prometheus: Prometheus;
let shop: Exporter;
let maintenance: Exporter;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  [shop, maintenance] = await Promise.all([Exporter.start('shop'), Exporter.start('maintenance')]);
  undo.defer(() => {
    shop.stop();
    maintenance.stop();
  });
  alertmanager = await Alertmanager.start(await ensureAlertmanager(cache));
  undo.defer(async () => alertmanager.remove());
  shop.counted = count('v1', 1_000, 1);
  maintenance.counted = count('v1', 1, 0);
  prometheus = await Prometheus.scraping(await ensurePrometheus(cache), [shop.port, maintenance.port], {
    interval: '1s',
    rules: RULES,
    alertmanager: alertmanager.address,
  });
  undo.defer(async () => prometheus.remove());
  await prometheus.scrapesAgain();
});

afterAll(async () => undo.disposeAsync());

function selectorIn(source: 'alertmanager' | 'prometheus', matchers: string): AlertSelector {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [availability]
    guards: [{ alerts: { ${source}: '${matchers}' } }]
slos: { availability: 99% }
sources: { prometheus: { url: "${prometheus.url}" }, alertmanager: { url: "${alertmanager.url}" } }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const [guard] = read.delivery.environments[0]?.guards ?? [];
  if (guard?.kind !== 'alerts') throw new Error('the file names no alerts');
  return guard.alerts;
}

/** What a guard would hear, in a line. */
async function heard(source: 'alertmanager' | 'prometheus', matchers: string): Promise<string> {
  const selector = selectorIn(source, matchers);
  return told(await (await createAlerts(selector, contextOf())).firing(selector, millis(5_000)));
}

function told(alerts: Alerts): string {
  switch (alerts.kind) {
    case 'alerts':
      return alerts.firing.length === 0
        ? 'quiet'
        : `firing: ${alerts.firing.map(({ name }) => name).join(', ')}`;
    case 'trouble':
      return `${alerts.trouble.kind}: ${alerts.trouble.why}; ${alerts.trouble.mend}`;
  }
}

async function hears(
  source: 'alertmanager' | 'prometheus',
  matchers: string,
  expected: RegExp,
  limitMs = 60_000,
): Promise<void> {
  let last = '';
  await until(
    `${source} to say ${String(expected)}`,
    async () => {
      last = await heard(source, matchers);
      return expected.test(last);
    },
    limitMs,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said: ${last}`);
  });
}

const SHOP = 'service="shop",severity="page"';

it('an alert fires, is silenced, is inhibited and resolves', async () => {
  expect(await heard('prometheus', SHOP)).toBe('quiet');
  // Quiet is not believed of one that has just begun.
  expect(await heard('alertmanager', SHOP)).toMatch(/^no-data: .* began .* ago/);

  shop.counted = count('v1', 1_000, 1_000);
  await hears('prometheus', SHOP, /^firing: HighErrorRate/);
  await hears('alertmanager', SHOP, /^firing: HighErrorRate/);
  expect(await heard('prometheus', 'service="patient"')).toBe('quiet');

  const unsilence = await alertmanager.silence('HighErrorRate');
  await hears('alertmanager', SHOP, /^quiet$/, LEARNING);
  // The rule knows of no silence.
  expect(await heard('prometheus', SHOP)).toMatch(/^firing: HighErrorRate/);
  await unsilence();
  await hears('alertmanager', SHOP, /^firing: HighErrorRate/);

  maintenance.counted = count('v1', 1_000, 0);
  await hears('alertmanager', SHOP, /^quiet$/);
  maintenance.counted = count('v1', 1, 0);
  await hears('alertmanager', SHOP, /^firing: HighErrorRate/);

  shop.counted = count('v1', 10, 1);
  await hears('prometheus', SHOP, /^quiet$/);
  await hears('alertmanager', SHOP, /^quiet$/);

  shop.counted = count('v1', 1_000, 1_000);
  await hears('alertmanager', SHOP, /^firing: HighErrorRate/);
  await alertmanager.stop();
  expect(await heard('alertmanager', SHOP)).toMatch(/^source-down: .*ECONNREFUSED.*sources\.alertmanager/);
  // It begins without any alert, and that is not taken for quiet.
  await alertmanager.start();
  expect(await heard('alertmanager', SHOP)).not.toBe('quiet');
  await hears('alertmanager', SHOP, /^firing: HighErrorRate/, LEARNING);
});

it.concurrent('a rule that fails is no data', async () => {
  await hears('prometheus', 'service="broken"', /^no-data: /);
  expect(await heard('prometheus', 'service="broken"')).toMatch(
    /the rule Broken can't be evaluated: .*match/,
  );
});

it.concurrent('matchers that no rule can meet are no data', async () => {
  expect(await heard('prometheus', 'service="shpo"')).toMatch(
    /^no-data: no alerting rule can give .*HighErrorRate.*check the matchers/,
  );
});

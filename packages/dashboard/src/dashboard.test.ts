import { readDelivery, type Delivery } from '@glidepath/model';
import { parser } from '@prometheus-io/lezer-promql';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delivery } from '../../model/src/testing/delivery-arbitrary.ts';
import { dashboardOf } from './dashboard.ts';
import type { Dashboard, Placed, Query } from './grafana.ts';

const SOURCES = {
  prometheus: '{ url: "http://127.0.0.1:9090" }',
  datadog: '{ site: datadoghq.eu }',
  cloudwatch: '{ region: eu-central-1 }',
  elasticsearch: '{ url: "http://127.0.0.1:9200" }',
} as const;

/** The dashboard of an environment with these SLOs, measured in one source. */
function made(
  slos: Readonly<Record<string, string>>,
  source: keyof typeof SOURCES | null,
  target = '',
): Dashboard {
  const text = `
service: checkout
${source === null ? '' : `sources: { ${source}: ${SOURCES[source]} }`}
environments:
  production:
    target: { local: { artifact: app, command: [node, app.js], port: 8080${target} } }
    strategy: { canary: [5%] }
    slos: [${Object.keys(slos).join(', ')}]
slos:
${Object.entries(slos)
  .map(([name, slo]) => `  ${name}: ${slo}`)
  .join('\n')}
`;
  const read = readDelivery(text, 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return only(read.delivery);
}

function only(read: Delivery): Dashboard {
  const [environment] = read.environments;
  if (environment === undefined) throw new Error('there is no environment');
  return dashboardOf(read, environment);
}

function queries({ panels }: Dashboard): readonly Query[] {
  return panels.flatMap((panel) => ('targets' in panel ? (panel.targets ?? []) : []));
}

function expressions(dashboard: Dashboard): readonly string[] {
  return queries(dashboard).flatMap((query) => ('expr' in query ? [query.expr] : []));
}

function titles({ panels }: Dashboard): readonly (string | undefined)[] {
  return panels.map(({ type, title }) => (type === 'row' ? `# ${title ?? ''}` : title));
}

/** What Prometheus is asked once Grafana has filled in its own interval. */
function isPromql(expression: string): boolean {
  let sound = true;
  parser.parse(expression.replaceAll('$__rate_interval', '5m')).iterate({
    enter: ({ type }) => {
      if (type.isError) sound = false;
    },
  });
  return sound;
}

function overlap(one: Placed, other: Placed): boolean {
  const [a, b] = [one.gridPos, other.gridPos];
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

const SELECTORS = {
  availability: `{ objective: 99.9%, prometheus: { total: 'http_requests_total{service="checkout"}', bad: 'http_requests_total{service="checkout",code=~"5.."}', split: version } }`,
};

function metric(name: string, release = '{release}'): string {
  return `{ namespace: Shop, metric: ${name}, stat: Sum, dimensions: { Service: checkout, Version: "${release}" } }`;
}

function increase(more: string, range: string, by = '', fn = 'rate'): string {
  return `sum${by}(${fn}(http_requests_total{service="checkout"${more}}[${range}]))`;
}

function share(range: string, by?: string, fn?: string): string {
  const total = increase('', range, by, fn);
  return `(${increase(',code=~"5.."', range, by, fn)} or 0 * ${total}) / ${total}`;
}

/** What a dashboard's last panel says, which has no figures. */
function lastWords({ panels }: Dashboard): string {
  const panel = panels.at(-1);
  return panel?.type === 'text' ? panel.options.content : '';
}

describe('a dashboard', () => {
  it('has an identity of its own, and shows the annotations of its rollouts', () => {
    const dashboard = made(SELECTORS, 'prometheus');
    const tags = ['glidepath', 'service:checkout', 'environment:production'];
    expect(dashboard).toMatchObject({ uid: 'glidepath_checkout_production', schemaVersion: 42, tags });
    expect(dashboard).not.toHaveProperty('__inputs');
    expect(dashboard.annotations.list[1]).toEqual({
      name: 'Rollouts',
      datasource: { type: 'grafana', uid: '-- Grafana --' },
      enable: true,
      hide: false,
      iconColor: 'purple',
      target: { type: 'tags', tags, matchAny: false, limit: 500 },
    });
    expect(dashboard.templating.list).toMatchObject([
      { type: 'datasource', name: 'datasource', query: 'prometheus', label: 'Prometheus (127.0.0.1:9090)' },
    ]);
  });

  it('asks Prometheus for shares, rates, burn and what is left', () => {
    const dashboard = made(SELECTORS, 'prometheus');
    expect(titles(dashboard)).toEqual([
      '# Rollouts',
      'What happened',
      'What a release is judged on',
      '# availability: 99.9%',
      'Share of bad requests by release',
      'Requests per second by release',
      'Burn rate of the error budget',
      'Error budget left, 30 days',
    ]);
    expect(expressions(dashboard)).toEqual([
      share('$__rate_interval', ' by (version) '),
      increase('', '$__rate_interval', ' by (version) '),
      `(${share('1h')}) / 0.001`,
      `(${share('6h')}) / 0.001`,
      `1 - (${share('30d', '', 'increase')}) / 0.001`,
    ]);
    const [panel] = dashboard.panels.filter(({ title }) => title === 'Share of bad requests by release');
    expect(panel).toMatchObject({
      datasource: { type: 'prometheus', uid: '${datasource}' },
      fieldConfig: {
        defaults: { unit: 'percentunit', thresholds: { steps: [{ value: null }, { value: 0.001 }] } },
      },
    });
  });

  it('reads a classic histogram at the edge of the objective', () => {
    const dashboard = made(
      {
        latency: `{ objective: 99% under 300ms, prometheus: { histogram: 'http_request_duration_seconds{service="checkout"}', split: version } }`,
      },
      'prometheus',
    );
    expect(titles(dashboard)).toContain('Share of requests above 300ms by release');
    const buckets = 'http_request_duration_seconds_bucket{service="checkout"';
    expect(expressions(dashboard)).toContain(
      `1 - sum by (version) (rate(${buckets},le=~"0?[.]30*"}[$__rate_interval])) / sum by (version) (rate(${buckets},le="+Inf"}[$__rate_interval]))`,
    );
    for (const quantile of [0.5, 0.95, 0.99]) {
      expect(expressions(dashboard)).toContain(
        `histogram_quantile(${quantile}, sum by (version, le) (rate(${buckets}}[$__rate_interval])))`,
      );
    }
  });

  it('evaluates expressions more often than a server does by itself, where the window is short', () => {
    const dashboard = made(
      { availability: `{ objective: 99.9%, prometheus: { promql: { total: a, bad: b }, split: version } }` },
      'prometheus',
    );
    expect(expressions(dashboard)).toContain('sum by (version) (rate((a)[$__rate_interval:15s]))');
    expect(expressions(dashboard).join()).toContain('sum(rate((a)[6h:]))');
  });

  it("reads the local target's own counters where Prometheus can", () => {
    const slos = { availability: '99%', latency: '95% under 1s' };
    const dashboard = made(slos, null, ', metrics-port: 9464');
    const own = 'service="checkout",environment="production"';
    expect(expressions(dashboard)).toContain(
      `sum by (release) (rate(glidepath_requests_total{${own}}[$__rate_interval]))`,
    );
    expect(expressions(dashboard).join()).toContain(
      `glidepath_request_duration_seconds_bucket{${own},le=~"1([.]0*)?"}`,
    );
    const silent = made(slos, null);
    expect(expressions(silent)).toEqual([]);
    expect(JSON.stringify(silent)).toContain('Write `metrics-port` in the delivery file');
  });

  it('searches CloudWatch for all releases, and says where it can not', () => {
    const slo = (bad: string) =>
      `{ objective: 99.9%, cloudwatch: { total: ${metric('Requests')}, bad: ${bad} } }`;
    const dashboard = made({ availability: slo(metric('Errors')) }, 'cloudwatch');
    expect(queries(dashboard)).toMatchObject([
      {
        region: 'eu-central-1',
        namespace: 'Shop',
        metricName: 'Requests',
        dimensions: { Service: ['checkout'], Version: ['*'] },
        matchExact: true,
        statistic: 'Sum',
        period: '60',
        label: "${PROP('Dim.Version')}",
      },
      { metricName: 'Errors' },
    ]);
    const partly = made({ availability: slo(metric('Errors', 'checkout-{release}')) }, 'cloudwatch');
    expect(queries(partly)).toHaveLength(1);
    expect(lastWords(partly)).toContain('not parts of one');
  });

  it('counts documents by release, bad ones among all', () => {
    const slos = {
      availability: `{ objective: 99.9%, elasticsearch: { index: 'logs-*', total: 'service:checkout OR a', bad: 'status:>=500', split: version } }`,
      latency: `{ objective: 99% under 300ms, elasticsearch: { index: 'logs-*', total: 'service:checkout', duration: { field: took.us, unit: us }, split: version } }`,
    };
    const dashboard = made(slos, 'elasticsearch');
    const asked = queries(dashboard).map((query) => ('query' in query ? query.query : undefined));
    expect(asked).toEqual([
      '(service:checkout OR a)',
      '(service:checkout OR a) AND (status:>=500)',
      '(service:checkout) AND _exists_:took.us',
      '(service:checkout) AND _exists_:took.us AND took.us:>300000',
      '(service:checkout) AND _exists_:took.us',
    ]);
    expect(queries(dashboard).at(-1)).toMatchObject({
      timeField: '@timestamp',
      metrics: [{ type: 'percentiles', field: 'took.us', settings: { percents: ['50', '95', '99'] } }],
      bucketAggs: [
        { type: 'terms', field: 'version' },
        { type: 'date_histogram', field: '@timestamp' },
      ],
    });
    expect(dashboard.templating.list).toMatchObject([
      { query: 'elasticsearch', label: 'Elasticsearch (logs-*)' },
    ]);
  });

  it('says where there can be no figures, and why', () => {
    const dashboard = made(
      {
        availability: `{ objective: 99.9%, datadog: { total: 'sum:requests{service:checkout}', bad: 'sum:errors{service:checkout}', split: version } }`,
      },
      'datadog',
    );
    expect(queries(dashboard)).toEqual([]);
    expect(dashboard.templating.list).toEqual([]);
    expect(lastWords(dashboard)).toContain('only by a plugin');
  });
});

describe('any delivery', () => {
  it('has a sound dashboard for each environment, always the same', () => {
    fc.assert(
      fc.property(delivery, (any) => {
        const uids = any.environments.map((environment) => {
          const dashboard = dashboardOf(any, environment);
          expect(dashboardOf(any, environment)).toEqual(dashboard);
          // Nothing in it is lost on the way.
          expect(JSON.parse(JSON.stringify(dashboard))).toEqual(dashboard);
          everyPanelHasItsPlace(dashboard);
          everyQueryCanBeAsked(dashboard);
          return dashboard.uid;
        });
        expect(new Set(uids).size).toBe(uids.length);
      }),
      { numRuns: 150 },
    );
  });
});

function everyPanelHasItsPlace({ panels }: Dashboard): void {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [index, panel] of panels.entries()) {
    const { x, w, h } = panel.gridPos;
    expect(Math.min(w, h)).toBeGreaterThan(0);
    expect(x + w).toBeLessThanOrEqual(24);
    expect(panels.slice(index + 1).filter((other) => overlap(panel, other))).toEqual([]);
  }
}

function everyQueryCanBeAsked(dashboard: Dashboard): void {
  expect(expressions(dashboard).filter((expression) => !isPromql(expression))).toEqual([]);
  const known = dashboard.templating.list.map(({ name }) => `\${${name}}`);
  for (const panel of dashboard.panels) {
    if (panel.type !== 'timeseries' && panel.type !== 'stat') continue;
    expect(known).toContain(panel.datasource?.uid);
    const ids = panel.targets?.map(({ refId }) => refId) ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  }
}

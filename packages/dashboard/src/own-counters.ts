import type { PrometheusSource, Selector, Slo } from '@glidepath/model';

/** The local target's own counters as Prometheus scrapes them. Its proxy has an edge at each threshold. */
export function ownCounters(
  { objective }: Slo,
  service: string,
  environment: string,
): Pick<PrometheusSource, 'counts' | 'split'> {
  const own = (metric: string): Selector => ({
    metric,
    matchers: [
      { label: 'service', operator: '=', literal: JSON.stringify(service) },
      { label: 'environment', operator: '=', literal: JSON.stringify(environment) },
    ],
  });
  const split = { label: 'release', value: 'name' } as const;
  switch (objective.kind) {
    case 'availability': {
      const total = own('glidepath_requests_total');
      return { counts: { kind: 'selectors', total, bad: own('glidepath_failures_total') }, split };
    }
    case 'latency': {
      const histogram = own('glidepath_request_duration_seconds');
      return { counts: { kind: 'histogram', histogram, unit: 's', edge: 'exact' }, split };
    }
  }
}

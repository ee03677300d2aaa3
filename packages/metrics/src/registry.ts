import type { AlertSelector, SloSource } from '@glidepath/model';
import { asksOfTime } from './http/request.ts';
import type { AlertSource, ForeignSource, SourceContext } from './source.ts';

export { lookLimitFor, readTogether, type Member } from './together.ts';
export { isByHash, withTemplates } from './template-hashes.ts';
export type * from './source.ts';

/** What of a delivery file names a source outside of the target. */
export type ForeignSpec = Exclude<SloSource, { readonly kind: 'target' }>;

/** Loads the source that the delivery file names, and no other. */
export async function createSource(spec: ForeignSpec, context: SourceContext): Promise<ForeignSource> {
  switch (spec.kind) {
    case 'datadog': {
      const { createDatadog } = await import('./datadog/index.ts');
      return createDatadog(spec.server, context);
    }
    case 'prometheus': {
      const { createPrometheus } = await import('./prometheus/index.ts');
      return createPrometheus(spec.server, context);
    }
    case 'cloudwatch': {
      const { createCloudWatch } = await import('./cloudwatch/index.ts');
      return createCloudWatch(spec.server, context);
    }
    case 'elasticsearch':
    case 'opensearch': {
      const { createElasticsearch } = await import('./elasticsearch/index.ts');
      return createElasticsearch(spec.kind, spec.server, context);
    }
    case 'http': {
      const { createHttp } = await import('./http/index.ts');
      return createHttp(spec.server, context);
    }
  }
}

/** Whether a source can tell what a release counted before a rollout. */
export function keepsPast(source: SloSource): boolean {
  switch (source.kind) {
    case 'target':
    case 'prometheus':
    case 'datadog':
    case 'elasticsearch':
    case 'opensearch':
      return true;
    case 'cloudwatch':
      return source.server.period <= 60_000;
    case 'http':
      return asksOfTime(source.request);
  }
}

/** Loads where these alerts are, and nothing else. */
export async function createAlerts(alerts: AlertSelector, context: SourceContext): Promise<AlertSource> {
  switch (alerts.kind) {
    case 'alertmanager': {
      const { createAlertmanager } = await import('./alertmanager/index.ts');
      return createAlertmanager(alerts.server, context);
    }
    case 'prometheus': {
      const { createPrometheusAlerts } = await import('./prometheus/index.ts');
      return createPrometheusAlerts(alerts.server, context);
    }
    case 'datadog': {
      const { createDatadogMonitors } = await import('./datadog/index.ts');
      return createDatadogMonitors(alerts.server, context);
    }
    case 'cloudwatch': {
      const { createCloudWatchAlarms } = await import('./cloudwatch/index.ts');
      return createCloudWatchAlarms(alerts.server);
    }
  }
}

import type { DatadogServer, DatadogSource } from './datadog.ts';
import type { DatadogServerText } from './file/datadog-server.ts';
import type { DatadogText } from './file/datadog.ts';
import { formatDatadogCounts, formatDatadogMetric } from './text/datadog-query.ts';
import { formatDuration } from './text/duration.ts';

/** What an SLO counts in Datadog, as the file's long form says it. */
export function datadogText({ counts, split }: DatadogSource): DatadogText {
  const tag = { tag: split.label, value: split.value };
  switch (counts.kind) {
    case 'counts':
      return { total: formatDatadogCounts(counts.total), bad: formatDatadogCounts(counts.bad), split: tag };
    case 'distribution':
      return { distribution: formatDatadogMetric(counts.distribution), unit: counts.unit, split: tag };
  }
}

export function datadogServerText(server: DatadogServer): DatadogServerText {
  const { address, apiKeyEnv, appKeyEnv, timeout, delay, maxAge } = server;
  return {
    ...(address.kind === 'site' ? { site: address.site } : { url: address.url }),
    'api-key-env': apiKeyEnv,
    'app-key-env': appKeyEnv,
    timeout: formatDuration(timeout),
    delay: formatDuration(delay),
    'max-age': formatDuration(maxAge),
  };
}

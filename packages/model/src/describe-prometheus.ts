import { cloudWatchText } from './describe-cloudwatch.ts';
import { datadogText } from './describe-datadog.ts';
import type { PrometheusServer, SloSource } from './delivery.ts';
import type { CloudWatchText } from './file/cloudwatch-form.ts';
import type { DatadogText } from './file/datadog.ts';
import { httpText } from './describe-http.ts';
import { searchText } from './describe-search.ts';
import type { HttpText } from './file/http.ts';
import type { PrometheusServerText } from './file/prometheus-server.ts';
import type { PrometheusText } from './file/prometheus.ts';
import type { SearchText } from './file/search.ts';
import { formatDuration } from './text/duration.ts';
import { formatSelector } from './text/selector.ts';

/** Where an SLO is measured, as the file's long form says it. */
export function sourceText(source: SloSource): {
  prometheus?: PrometheusText;
  cloudwatch?: CloudWatchText;
  elasticsearch?: SearchText;
  opensearch?: SearchText;
  http?: HttpText;
  datadog?: DatadogText;
} {
  switch (source.kind) {
    case 'target':
      return {};
    case 'cloudwatch':
      return { cloudwatch: cloudWatchText(source) };
    case 'elasticsearch':
      return { elasticsearch: searchText(source) };
    case 'opensearch':
      return { opensearch: searchText(source) };
    case 'http':
      return { http: httpText(source) };
    case 'datadog':
      return { datadog: datadogText(source) };
    case 'prometheus': {
      const { counts, split } = source;
      switch (counts.kind) {
        case 'selectors':
          return {
            prometheus: {
              total: formatSelector(counts.total),
              bad: formatSelector(counts.bad),
              split: { ...split },
            },
          };
        case 'histogram':
          return {
            prometheus: {
              histogram: formatSelector(counts.histogram),
              unit: counts.unit,
              split: { ...split },
            },
          };
      }
    }
  }
}

export function serverText({
  url,
  timeout,
  maxAge,
  headers,
  auth,
  tls,
}: PrometheusServer): PrometheusServerText {
  return {
    url,
    timeout: formatDuration(timeout),
    'max-age': formatDuration(maxAge),
    headers: { ...headers },
    ...(auth === null ? {} : { auth: authText(auth) }),
    ...(tls === null
      ? {}
      : {
          tls: {
            ...(tls.caFile === null ? {} : { 'ca-file': tls.caFile }),
            ...(tls.client === null
              ? {}
              : { 'cert-file': tls.client.certFile, 'key-file': tls.client.keyFile }),
          },
        }),
  };
}

function authText(auth: NonNullable<PrometheusServer['auth']>): NonNullable<PrometheusServerText['auth']> {
  switch (auth.kind) {
    case 'bearer':
      return { 'bearer-env': auth.env };
    case 'basic':
      return { basic: { user: auth.user, 'password-env': auth.passwordEnv } };
    case 'sigv4': {
      const { region, service, role } = auth;
      return { sigv4: { region, service, ...(role === null ? {} : { role }) } };
    }
  }
}

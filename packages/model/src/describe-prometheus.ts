import { cloudWatchText } from './describe-cloudwatch.ts';
import { datadogText } from './describe-datadog.ts';
import type { PrometheusCounts, PrometheusServer, SloSource } from './delivery.ts';
import type { CloudWatchText } from './file/cloudwatch-form.ts';
import type { DatadogText } from './file/datadog.ts';
import { httpText } from './describe-http.ts';
import { authText, sigV4Text, tlsText } from './describe-login.ts';
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
    case 'prometheus':
      return { prometheus: { ...countsText(source.counts), split: { ...source.split } } };
  }
}

function countsText(counts: PrometheusCounts): Omit<PrometheusText, 'split'> {
  switch (counts.kind) {
    case 'selectors':
      return { total: formatSelector(counts.total), bad: formatSelector(counts.bad) };
    case 'good-selectors':
      return { total: formatSelector(counts.total), good: formatSelector(counts.good) };
    case 'histogram':
    case 'native-histogram':
      return { [counts.kind]: formatSelector(counts.histogram), unit: counts.unit, edge: counts.edge };
    case 'promql':
      return { promql: { total: counts.total, bad: counts.bad } };
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
    ...(auth === null ? {} : { auth: auth.kind === 'sigv4' ? { sigv4: sigV4Text(auth) } : authText(auth) }),
    ...(tls === null ? {} : { tls: tlsText(tls) }),
  };
}

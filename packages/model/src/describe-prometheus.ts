import type { PrometheusServer, SloSource } from './delivery.ts';
import type { PrometheusServerText } from './file/prometheus-server.ts';
import type { PrometheusText } from './file/prometheus.ts';
import { formatDuration } from './text/duration.ts';
import { formatSelector } from './text/selector.ts';

/** Where an SLO is measured, as the file's long form says it. */
export function sourceText(source: SloSource): { prometheus?: PrometheusText } {
  switch (source.kind) {
    case 'target':
      return {};
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
  }
}

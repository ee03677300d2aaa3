import { cloudWatchServerText } from './describe-cloudwatch.ts';
import { datadogServerText } from './describe-datadog.ts';
import { httpServerText } from './describe-http.ts';
import { authText, tlsText } from './describe-login.ts';
import { serverText } from './describe-prometheus.ts';
import { searchServerText } from './describe-search.ts';
import type { Environment } from './delivery.ts';
import type { AlertmanagerServerText } from './file/alertmanager-server.ts';
import type { ServerKind, SourcesText } from './file/sources.ts';
import type { AlertmanagerServer } from './guard.ts';
import { formatDuration } from './text/duration.ts';

/** Servers as the file's long form says them: beside slos those that are the same in all environments. */

export interface WrittenSources {
  /** Beside slos. */
  readonly shared: SourcesText;
  /** By environment, in their order. */
  readonly own: readonly SourcesText[];
}

export function writtenSources(environments: readonly Environment[]): WrittenSources {
  const used = environments.map(sourcesOf);
  const isShared = ([kind, server]: readonly [string, unknown]): boolean => {
    const text = JSON.stringify(server);
    return used.every((sources) =>
      Object.entries(sources).every((one) => one[0] !== kind || JSON.stringify(one[1]) === text),
    );
  };
  const all = used.flatMap((sources) => Object.entries(sources));
  return {
    shared: Object.fromEntries(all.filter(isShared)),
    own: used.map((sources) => Object.fromEntries(Object.entries(sources).filter((one) => !isShared(one)))),
  };
}

/** The servers that an environment's SLOs and guards use, one of each kind. */
function sourcesOf({ slos, guards }: Environment): SourcesText {
  const sources: { -readonly [Kind in ServerKind]?: SourcesText[Kind] } = {};
  for (const { source } of slos) {
    switch (source.kind) {
      case 'target':
        break;
      case 'prometheus':
        sources.prometheus = serverText(source.server);
        break;
      case 'cloudwatch':
        sources.cloudwatch = cloudWatchServerText(source.server);
        break;
      case 'elasticsearch':
      case 'opensearch':
        sources[source.kind] = searchServerText(source.server);
        break;
      case 'http':
        sources.http = httpServerText(source.server);
        break;
      case 'datadog':
        sources.datadog = datadogServerText(source.server);
        break;
    }
  }
  for (const guard of guards) {
    if (guard.kind !== 'alerts') continue;
    const { alerts } = guard;
    switch (alerts.kind) {
      case 'alertmanager':
        sources.alertmanager = alertmanagerServerText(alerts.server);
        break;
      case 'prometheus':
        sources.prometheus = serverText(alerts.server);
        break;
      case 'datadog':
        sources.datadog = datadogServerText(alerts.server);
        break;
      case 'cloudwatch':
        sources.cloudwatch = cloudWatchServerText(alerts.server);
        break;
    }
  }
  return sources;
}

function alertmanagerServerText(server: AlertmanagerServer): AlertmanagerServerText {
  const { url, timeout, headers, auth, tls } = server;
  return {
    url,
    timeout: formatDuration(timeout),
    headers: { ...headers },
    ...(auth === null ? {} : { auth: authText(auth) }),
    ...(tls === null ? {} : { tls: tlsText(tls) }),
  };
}

import * as fc from 'fast-check';
import type { Slo } from '../delivery.ts';
import type { AlertmanagerServer } from '../guard.ts';
import { millis } from '../units.ts';
import { cloudWatchServer } from './cloudwatch-arbitrary.ts';
import { datadogServer } from './datadog-arbitrary.ts';
import { httpServer } from './http-arbitrary.ts';
import { server } from './prometheus-arbitrary.ts';
import { searchServer } from './search-arbitrary.ts';

/** Servers that a file can name, for all environments or for one. */

const alertmanagerServer: fc.Arbitrary<AlertmanagerServer> = fc.record({
  url: fc.constantFrom('https://127.0.0.1:9093', 'https://grafana.example/api/alertmanager/grafana'),
  timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
  headers: fc.constantFrom({}, { 'X-Scope-OrgID': 'team' }),
  auth: fc.constantFrom(
    null,
    { kind: 'bearer', env: 'ALERTMANAGER_TOKEN' },
    { kind: 'basic', user: 'u', passwordEnv: 'ALERTMANAGER_PASSWORD' },
  ),
  tls: fc.constantFrom(null, { caFile: 'ca.pem', client: null }),
});

/** One of each kind, as a file has it. */
const ofEachKind = {
  prometheus: server,
  cloudwatch: cloudWatchServer,
  elasticsearch: searchServer,
  opensearch: searchServer,
  http: httpServer,
  datadog: datadogServer,
  alertmanager: alertmanagerServer,
};
export const servers = fc.record(ofEachKind);
export type Servers = typeof servers extends fc.Arbitrary<infer T> ? T : never;

/** The servers of an environment: often the file's, sometimes its own of some kinds. */
export function ownServers(shared: Servers): fc.Arbitrary<Servers> {
  const own = some.map((these) => ({ ...shared, ...these }));
  return fc.oneof({ arbitrary: fc.constant(shared), weight: 2 }, own);
}
const some = fc.record(ofEachKind, { requiredKeys: [] });

/** The same SLO, measured at these servers. */
export function measuredAt(slo: Slo, at: Servers): Slo {
  const { source } = slo;
  switch (source.kind) {
    case 'target':
      return slo;
    case 'prometheus':
      return { ...slo, source: { ...source, server: at.prometheus } };
    case 'cloudwatch':
      return { ...slo, source: { ...source, server: at.cloudwatch } };
    case 'elasticsearch':
    case 'opensearch':
      return { ...slo, source: { ...source, server: at[source.kind] } };
    case 'http':
      return { ...slo, source: { ...source, server: at.http } };
    case 'datadog':
      return { ...slo, source: { ...source, server: at.datadog } };
  }
}

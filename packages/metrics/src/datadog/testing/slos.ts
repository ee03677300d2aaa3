import { millis, readDelivery, type DatadogServer, type Slo } from '@glidepath/model';
import type { SourceContext } from '../../source.ts';
import { API_KEY, APP_KEY } from './fake-datadog.ts';

/** SLOs as a delivery file says them. */
export function slosIn(datadog: Readonly<Record<string, string>>, server: string): readonly Slo[] {
  const slos = Object.entries(datadog).map(([name, text]) => `  ${name}: ${text}\n`);
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${Object.keys(datadog).join(', ')}]
slos:
${slos.join('')}sources: { datadog: ${server} }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments[0]?.slos ?? [];
}

export const AVAILABILITY =
  "{ objective: 99%, datadog: { total: 'sum:hits{service:shop}', bad: 'sum:errors{service:shop}', split: version } }";
export const LATENCY =
  "{ objective: 99% under 300ms, datadog: { distribution: 'duration{service:shop}', split: version } }";

export function serverOf([slo]: readonly Slo[]): DatadogServer {
  if (slo?.source.kind !== 'datadog') throw new Error('the SLO is measured elsewhere');
  return slo.source.server;
}

export const CONTEXT: SourceContext = {
  env: { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY },
  workspace: import.meta.dirname,
  lookLimit: millis(2_000),
};

import {
  digest,
  millis,
  readDelivery,
  type CloudWatchServer,
  type Release,
  type Slo,
} from '@glidepath/model';
import type { SourceContext } from '../../source.ts';

/** SLOs as a delivery file says them. */
export function slosIn(slos: Readonly<Record<string, string>>, server: string): readonly Slo[] {
  const lines = Object.entries(slos).map(([name, text]) => `  ${name}: ${text}\n`);
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${Object.keys(slos).join(', ')}]
slos:
${lines.join('')}sources: { cloudwatch: ${server} }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments[0]?.slos ?? [];
}

export const AVAILABILITY =
  '{ objective: 99%, cloudwatch: { namespace: shop, total: Requests, bad: Failures, split: Version } }';
export const LATENCY =
  '{ objective: 99% under 300ms, cloudwatch: { namespace: shop, latency: Duration, unit: s, split: Version } }';

export function serverOf([slo]: readonly Slo[]): CloudWatchServer {
  if (slo?.source.kind !== 'cloudwatch') throw new Error('the SLO is measured elsewhere');
  return slo.source.server;
}

export const V1 = release('v1', 'a');
export const V2 = release('v2', 'b');

function release(name: string, letter: string): Release {
  return {
    digest: digest(`sha256:${letter.repeat(64)}`),
    name,
    commit: letter.repeat(40),
    committedAt: null,
  };
}

export const CONTEXT: SourceContext = { env: {}, workspace: import.meta.dirname, lookLimit: millis(5_000) };

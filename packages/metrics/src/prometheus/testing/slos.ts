import {
  digest,
  millis,
  readDelivery,
  type LabelMatcher,
  type PrometheusCounts,
  type PrometheusHistogram,
  type PrometheusServer,
  type Release,
  type Selector,
  type Slo,
} from '@glidepath/model';
import type { SourceContext } from '../../source.ts';
import { NOW_S, type HistogramText, type Row } from './api-server.ts';

/** SLOs as a delivery file says them. */
export function slosIn(prometheus: Readonly<Record<string, string>>, server: string): readonly Slo[] {
  const slos = Object.entries(prometheus).map(([name, text]) => `  ${name}: ${text}\n`);
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${Object.keys(prometheus).join(', ')}]
slos:
${slos.join('')}sources: { prometheus: ${server} }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments[0]?.slos ?? [];
}

export const AVAILABILITY =
  '{ objective: 99%, prometheus: { total: requests_total, bad: \'requests_total{code=~"5.."}\', split: version } }';
export const LATENCY =
  '{ objective: 99% under 300ms, prometheus: { histogram: duration_seconds, split: version } }';

/** An SLO that counts like this. */
export function sloBy(counts: PrometheusCounts, url: string, name = 'slo'): Slo {
  const timed = 'histogram' in counts;
  const [slo] = slosIn({ [name]: timed ? LATENCY : AVAILABILITY }, `{ url: "${url}" }`);
  if (slo?.source.kind !== 'prometheus') throw new Error('the SLO is measured elsewhere');
  return { ...slo, source: { ...slo.source, counts } };
}

/** A selector without matchers, or with those that are given. */
export function selector(metric: string, ...matchers: readonly LabelMatcher[]): Selector {
  return { metric, matchers };
}

export const GOOD: PrometheusCounts = {
  kind: 'good-selectors',
  total: selector('requests_total'),
  good: selector('good_total'),
};
export const PROMQL: PrometheusCounts = {
  kind: 'promql',
  total: 'sum by (version) (requests_total)',
  bad: 'sum by (version) (requests_total{code=~"5.."})',
};

export function histogram(
  kind: PrometheusHistogram['kind'],
  edge: PrometheusHistogram['edge'],
): PrometheusCounts {
  return { kind, histogram: selector('duration_seconds'), unit: 's', edge };
}

export function serverOf([slo]: readonly Slo[]): PrometheusServer {
  if (slo?.source.kind !== 'prometheus') throw new Error('the SLO is measured elsewhere');
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

export const CONTEXT: SourceContext = { env: {}, workspace: import.meta.dirname, lookLimit: millis(2_000) };

/** A row of one part of a look. */
export function row(
  part: string,
  labels: Readonly<Record<string, string>>,
  value: string | HistogramText,
): Row {
  return [{ glidepath_part: part, version: 'v1', ...labels }, value];
}

/** When a release was scraped last, so many seconds ago. */
export function scraped(version: string, secondsAgo = 1): Row {
  return row('time', { version }, String(NOW_S - secondsAgo));
}

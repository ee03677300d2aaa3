import {
  createSource,
  type ForeignSource,
  type SourceContext,
} from '../../../../packages/metrics/src/registry.ts';
import {
  digest,
  millis,
  readDelivery,
  type Environment,
  type Release,
} from '../../../../packages/model/src/index.ts';

/** The service whose counters the tests expose: its delivery file, its releases, and the source that a rollout would ask. */

export const V1 = releaseOf('v1', 'a');
export const V2 = releaseOf('v2', 'b');

export function releaseOf(name: string, letter: string): Release {
  return { digest: digest(`sha256:${letter.repeat(64)}`), name, commit: null, committedAt: null };
}

/** What of the delivery file differs from test to test. */
export interface Measures {
  readonly url: string;
  /** YAML of `slos`, indented by two. */
  readonly slos?: string;
  /** More YAML of the environment, indented by four. */
  readonly settings?: string;
  /** More keys of the server, such as `, max-age: 2s`. */
  readonly server?: string;
}

export function shop({ url, slos = BOTH, settings = '', server = '' }: Measures): Environment {
  const names = [...slos.matchAll(/^ {2}([\w-]+):/gm)].map(([, name]) => name).join(', ');
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${names}]
    analysis: { warm-up: 0s }
${settings}slos:
${slos}sources: { prometheus: { url: "${url}"${server} } }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const [first] = read.delivery.environments;
  if (first === undefined) throw new Error('the file names no environment');
  return first;
}

/** Both SLIs of what one group of exporters counts; see exporter.ts. */
export function slosOfGroup(group: string): string {
  const own = `group="${group}"`;
  return `  availability: { objective: 99%, prometheus: { total: 'requests_total{${own}}', bad: 'requests_total{${own},code=~"5.."}', split: version } }
  latency: { objective: 95% under 300ms, prometheus: { histogram: 'duration_seconds{${own}}', split: version } }
`;
}

const BOTH = slosOfGroup('shop');

export function contextOf(lookLimitMs = 10_000): SourceContext {
  return { env: {}, workspace: import.meta.dirname, lookLimit: millis(lookLimitMs) };
}

/** A source that has seen nothing yet. */
export async function sourceOf({ slos }: Environment, lookLimitMs?: number): Promise<ForeignSource> {
  const spec = slos[0]?.source;
  if (spec === undefined || spec.kind === 'target') throw new Error('the SLO is measured elsewhere');
  return createSource(spec, contextOf(lookLimitMs));
}

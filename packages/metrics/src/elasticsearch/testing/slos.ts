import { millis, type SearchEngine, type SearchServer, type Slo } from '@glidepath/model';
import { CONTEXT } from '../../prometheus/testing/slos.ts';
import type { ForeignSource } from '../../source.ts';
import { slosFrom } from '../../web/testing/slos.ts';
import { createElasticsearch } from '../elasticsearch.ts';

export const AVAILABILITY =
  "{ objective: 99%, ENGINE: { index: 'logs-*', total: 'dataset:access', bad: 'status:>=500', split: service.version } }";
export const LATENCY =
  "{ objective: 99% under 300ms, ENGINE: { index: 'logs-*', total: { term: { dataset: access } }, duration: { field: event.duration, unit: ns }, split: service.version } }";

/** SLOs as a delivery file says them; ENGINE stands for the key. */
export function slosIn(
  texts: Readonly<Record<string, string>>,
  server: string,
  engine: SearchEngine = 'elasticsearch',
): readonly Slo[] {
  const own: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) own[name] = text.replaceAll('ENGINE', engine);
  return slosFrom(own, `{ ${engine}: ${server} }`);
}

export interface Made {
  readonly source: ForeignSource;
  readonly slos: readonly Slo[];
}

export function sourceFor(
  slos: readonly Slo[],
  more: {
    readonly env?: Readonly<Record<string, string>>;
    readonly lookLimit?: number;
    readonly now?: () => number;
  } = {},
): Made {
  const [engine, server] = serverOf(slos);
  const context = { ...CONTEXT, env: more.env ?? {}, lookLimit: millis(more.lookLimit ?? 2_000) };
  return { slos, source: createElasticsearch(engine, server, context, more.now) };
}

function serverOf([slo]: readonly Slo[]): readonly [SearchEngine, SearchServer] {
  if (slo?.source.kind !== 'elasticsearch' && slo?.source.kind !== 'opensearch')
    throw new Error('the SLO is measured elsewhere');
  return [slo.source.kind, slo.source.server];
}

import { millis, type Slo } from '@glidepath/model';
import { CONTEXT } from '../../prometheus/testing/slos.ts';
import type { ForeignSource } from '../../source.ts';
import { slosFrom } from '../../web/testing/slos.ts';
import { createHttp } from '../http.ts';

export const COUNTER =
  "{ objective: 99%, http: { get: '/counts?v={release}', total: requests, bad: failures, counts: since-start } }";
export const WINDOW =
  "{ objective: 99%, http: { get: '/counts?v={release}&from={since}', total: requests, bad: failures, counts: since-start } }";
export const INTERVAL =
  "{ objective: 99%, http: { get: '/counts?v={release}&from={since-unix}&to={until-unix}', total: requests, bad: failures, counts: since-last } }";

export interface Made {
  readonly source: ForeignSource;
  readonly slos: readonly Slo[];
}

/** The source that a delivery file with these SLOs and this server names. */
export function made(
  texts: Readonly<Record<string, string>>,
  server: string,
  more: {
    readonly env?: Readonly<Record<string, string>>;
    readonly lookLimit?: number;
    readonly now?: () => number;
  } = {},
): Made {
  const slos = slosFrom(texts, `{ http: ${server} }`);
  const [slo] = slos;
  if (slo?.source.kind !== 'http') throw new Error('the SLO is measured elsewhere');
  const context = { ...CONTEXT, env: more.env ?? {}, lookLimit: millis(more.lookLimit ?? 2_000) };
  return { slos, source: createHttp(slo.source.server, context, more.now) };
}

import { readMatrix, type Line } from './answer.ts';
import type { Ask } from './client.ts';

/** Instants that a query is evaluated at, ms since 1970: `from`, and every step after it up to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** A query over a range of the past. */
export function overRange(query: string, { from, to, stepMs }: Range): Ask<readonly Line[]> {
  return {
    path: '/api/v1/query_range',
    form: (limitMs) => ({
      query,
      start: String(from / 1000),
      end: String(to / 1000),
      step: String(stepMs / 1000),
      timeout: `${Math.max(1, Math.floor(limitMs))}ms`,
      partial_response: 'false',
    }),
    read: ({ body }) => readMatrix(body),
    what: 'a matrix of the query API',
    permission: 'aps:QueryMetrics',
    mendRefused: 'try the query by hand, and check the selectors',
    mendLarge: 'narrow the selectors to this service',
  };
}

/** What to do about trouble that says little of itself. */

const MEND_QUERY = 'try the query in a notebook of Datadog, and check its filter';
const MEND_THRESHOLD =
  'try the query in a notebook of Datadog; the metric must be a distribution with its percentiles enabled, under Metrics Summary';
export const MEND_BETWEEN = 'check sources.datadog, and what stands in between';
export const MEND_TAGS = 'check the tags of the guard';
export const MEND_RATE = 'ask less often: write a longer analysis.poll, or ask Datadog for a higher limit';

/** Of queries that were refused. */
export function mendRefused(queries: readonly string[]): string {
  return queries.some((query) => query.startsWith('count(v:')) ? MEND_THRESHOLD : MEND_QUERY;
}

/** @param code of a connection that failed */
export function mendOf(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there: check sources.datadog.url';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check sources.datadog.site and the name service';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut; check what stands in between';
    default:
      return 'check the network, and what stands in between';
  }
}

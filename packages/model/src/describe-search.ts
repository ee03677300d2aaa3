import type { SearchAuth, SearchQuery, SearchServer, SearchSource } from './search-source.ts';
import type { SearchServerText } from './file/search-server.ts';
import type { SearchText } from './file/search.ts';
import { authText, sigV4Text, tlsText } from './describe-login.ts';
import { formatDuration } from './text/duration.ts';

/** What an SLO counts in Elasticsearch or OpenSearch, as the file's long form says it. */
export function searchText({ index, counts, split, time }: SearchSource): SearchText {
  const same = { index, total: queryText(counts.total), split: { ...split }, time };
  switch (counts.kind) {
    case 'queries':
      return { ...same, bad: queryText(counts.bad) };
    case 'duration':
      return { ...same, duration: { field: counts.field, unit: counts.unit } };
  }
}

function queryText(query: SearchQuery): SearchText['total'] {
  return query.kind === 'text' ? query.text : structuredClone(query.query);
}

export function searchServerText(server: SearchServer): SearchServerText {
  const { url, timeout, delay, maxAge, headers, auth, tls } = server;
  return {
    url,
    timeout: formatDuration(timeout),
    delay: formatDuration(delay),
    'max-age': formatDuration(maxAge),
    headers: { ...headers },
    ...(auth === null ? {} : { auth: searchAuthText(auth) }),
    ...(tls === null ? {} : { tls: tlsText(tls) }),
  };
}

function searchAuthText(auth: SearchAuth): NonNullable<SearchServerText['auth']> {
  switch (auth.kind) {
    case 'api-key':
      return { 'api-key-env': auth.env };
    case 'bearer':
    case 'basic':
      return authText(auth);
    case 'sigv4':
      return { sigv4: sigV4Text(auth) };
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchEngine, SearchServer } from '@glidepath/model';
import type { SourceContext, Trouble } from '../source.ts';
import { down, JsonApi, noData, type Knowledge } from '../web/json-api.ts';
import { causesIn, readAnswers, readFieldTypes, type Causes, type Found, type Outcome } from './answer.ts';
import type { Search } from './searches.ts';

export type Searched = { readonly kind: 'found'; readonly found: Found } | Trouble;
export type FieldTypes =
  { readonly kind: 'types'; readonly types: ReadonlyMap<string, readonly string[]> } | Trouble;

const MEND_QUERY = 'try the query by hand, and check total, bad and the fields';
const MEND_INDEX = 'check index, and that what is used to log in may read it';
const MOST_ATTEMPTS = 3;
const PAUSE_MS = 200;

/** The search API of Elasticsearch or OpenSearch, as far as both have it. */
export class SearchClient {
  readonly #api: JsonApi;
  readonly #url: string;

  constructor(kind: SearchEngine, server: SearchServer, context: Pick<SourceContext, 'env' | 'workspace'>) {
    this.#url = server.url;
    this.#api = new JsonApi(
      { ...server, headersEnv: {}, place: `sources.${kind}` },
      knowledge(server.url),
      context,
    );
  }

  /** All searches in one request; of those that failed for a moment only these again. In their order. Never rejects. */
  async search(searches: readonly Search[], limitMs: number): Promise<readonly Searched[]> {
    const end = performance.now() + limitMs;
    const results = new Map<Search, Searched>();
    let open = searches;
    for (let attempt = 1; open.length > 0; attempt++) {
      const leftMs = end - performance.now();
      const outcomes = await this.#searchOnce(open, leftMs, limitMs);
      for (const [index, search] of open.entries()) {
        const { result } = outcomes[index] ?? { result: this.#unanswered() };
        results.set(search, result);
      }
      open = open.filter((_, index) => outcomes[index]?.passing === true);
      const pause = PAUSE_MS * 2 ** (attempt - 1);
      if (attempt === MOST_ATTEMPTS || performance.now() + pause >= end) break;
      if (open.length > 0) await sleep(pause);
    }
    return searches.map((search) => results.get(search) ?? this.#unanswered());
  }

  async fieldTypes(index: string, fields: readonly string[], limitMs: number): Promise<FieldTypes> {
    const names = encoded(fields.join(','));
    const path = `/${encoded(index)}/_field_caps?fields=${names}&ignore_unavailable=false&allow_no_indices=false`;
    const asked = await this.#api.ask({ method: 'GET', path, body: '', type: 'application/json' }, limitMs);
    // Of the answers that are no list of fields only one says that there is no data.
    if (asked.kind === 'no-data') return noIndex(index);
    if (asked.kind !== 'json') return asked;
    const types = readFieldTypes(asked.json);
    if (types === null) return down(`${this.#url} answered with JSON of another form`, MEND_URL);
    return { kind: 'types', types };
  }

  async #searchOnce(
    searches: readonly Search[],
    leftMs: number,
    limitMs: number,
  ): Promise<readonly { readonly result: Searched; readonly passing: boolean }[]> {
    const body = searches
      .flatMap((search) => [header(search), timed(search, leftMs)])
      .map(line)
      .join('');
    const asked = await this.#api.ask(
      { method: 'POST', path: '/_msearch', body, type: 'application/x-ndjson' },
      Math.min(leftMs, limitMs),
    );
    if (asked.kind !== 'json') return searches.map(() => ({ result: asked, passing: false }));
    const outcomes = readAnswers(asked.json, searches.length);
    if (outcomes === null) {
      const result = down(`${this.#url} answered with JSON of another form`, MEND_URL);
      return searches.map(() => ({ result, passing: false }));
    }
    return outcomes.map((outcome, index) => this.#judge(outcome, searches[index]?.index ?? ''));
  }

  #judge(outcome: Outcome, index: string): { readonly result: Searched; readonly passing: boolean } {
    switch (outcome.kind) {
      case 'found':
        return { result: outcome, passing: false };
      case 'no-index':
        return { result: noIndex(index), passing: false };
      case 'partial': {
        const why = `${this.#url} looked through a part alone: ${this.#api.shown(outcome.why)}`;
        return { result: down(why, 'look at the health of the cluster'), passing: false };
      }
      case 'garbage':
        return { result: down(`${this.#url} answered with ${outcome.why}`, MEND_URL), passing: false };
      case 'error': {
        const { status, causes } = outcome;
        const said = saidBy(causes);
        const own = troubleOf(causes, index);
        const text = said === null ? '' : `: ${this.#api.shown(said)}`;
        const result =
          own ??
          (status === 401 || status === 403
            ? down(`${this.#url} answered ${status} for ${index}${text}`, MEND_INDEX)
            : status >= 500 || status === 429
              ? down(`${this.#url} answered ${status}${text}`, 'look at the health of the cluster')
              : down(`${this.#url} refused the query with ${status}${text}`, MEND_QUERY));
        return { result, passing: own === null && (status >= 500 || status === 429) };
      }
    }
  }

  #unanswered(): Trouble {
    return down(`${this.#url} did not answer`, 'check that it runs and is not overloaded');
  }
}

const MEND_URL = 'check the url, and what stands in between';

/** What a search may not do in secret: leave out indices or shards. The same copies each time count the same. */
function header({ index }: Search): unknown {
  return {
    index: index.split(','),
    ignore_unavailable: false,
    allow_no_indices: false,
    allow_partial_search_results: false,
    preference: 'glidepath',
  };
}

/** The engine gives up a moment before we do, so that it is the one to say so. */
function timed({ body }: Search, leftMs: number): unknown {
  return { ...body, timeout: `${Math.max(1, Math.floor(leftMs * 0.9))}ms` };
}

/** AWS signs an address in which these are encoded too. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function line(json: unknown): string {
  return `${JSON.stringify(json)}\n`;
}

function knowledge(url: string): Knowledge {
  return {
    errorIn: (json) => saidBy(causesOf(json)),
    troubleIn: (json) => troubleOf(causesOf(json), null),
    mendQuery: MEND_QUERY,
    mendMissing: `there is no search API at ${url}; check the path in it`,
  };
}

function causesOf(json: unknown): Causes {
  return typeof json === 'object' && json !== null && 'error' in json ? causesIn(json.error) : [];
}

/** The innermost reason tells most. */
function saidBy(causes: Causes): string | null {
  return causes.findLast(({ reason }) => reason !== '')?.reason ?? null;
}

/** Errors that say more than their status. */
function troubleOf(causes: Causes, index: string | null): Trouble | null {
  const is = (type: string): boolean => causes.some((cause) => cause.type === type);
  if (is('index_not_found_exception')) return noIndex(index);
  if (is('too_many_buckets_exception')) {
    return down(
      'the search makes more buckets than search.max_buckets allows',
      'raise it: Glidepath asks for fewer than 50',
    );
  }
  return null;
}

function noIndex(index: string | null): Trouble {
  return noData(index === null ? 'there is no such index' : `there is no index ${index}`, MEND_INDEX);
}

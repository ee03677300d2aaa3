import type { ReleaseValue, TlsFiles } from './delivery.ts';
import type { Json } from './json.ts';
import type { Millis } from './units.ts';

/** SLOs over logs: documents that two queries count. */

export const SEARCH_ENGINES = ['elasticsearch', 'opensearch'] as const;
/** Two names of one API, as far as it is used here. */
export type SearchEngine = (typeof SEARCH_ENGINES)[number];

/** Documents in Elasticsearch or OpenSearch, one a request. */
export interface SearchSource {
  readonly kind: SearchEngine;
  /** A pattern of indices, data streams or aliases, or several with commas in between. */
  readonly index: string;
  readonly counts: SearchCounts;
  readonly split: ReleaseField;
  /** The field that says when a request was made. */
  readonly time: string;
  readonly server: SearchServer;
}

export type SearchCounts =
  /** `bad` is looked for among the documents of `total`. */
  | { readonly kind: 'queries'; readonly total: SearchQuery; readonly bad: SearchQuery }
  /** Documents of `total` that have the field; above the objective's threshold they are bad. */
  | {
      readonly kind: 'duration';
      readonly total: SearchQuery;
      readonly field: string;
      readonly unit: DurationUnit;
    };

export const DURATION_UNITS = ['ns', 'us', 'ms', 's'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

export type SearchQuery =
  /** In Lucene's query syntax. */
  | { readonly kind: 'text'; readonly text: string }
  /** Query DSL: one key, the kind of query. */
  | { readonly kind: 'dsl'; readonly query: Readonly<Record<string, Json>> };

/** The field that tells releases apart, and what of a release stands in it. */
export interface ReleaseField {
  readonly field: string;
  readonly value: ReleaseValue;
}

/** How the search API is reached. Secrets stand in the environment; here are the names of their variables. */
export interface SearchServer {
  /** http or https, without credentials, query and trailing slash. */
  readonly url: string;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  /** Documents may come in that late; a look counts up to so long ago. */
  readonly delay: Millis;
  /** Where no document of any release came in for so long there is no data. */
  readonly maxAge: Millis;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: SearchAuth | null;
  readonly tls: TlsFiles | null;
}

export type SearchAuth =
  | { readonly kind: 'api-key'; readonly env: string }
  | { readonly kind: 'bearer'; readonly env: string }
  | { readonly kind: 'basic'; readonly user: string; readonly passwordEnv: string }
  /** Each request is signed by AWS Signature Version 4, with credentials from where the AWS SDK looks for them. */
  | {
      readonly kind: 'sigv4';
      readonly region: string;
      readonly service: string;
      readonly role: string | null;
    };

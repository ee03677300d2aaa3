import type { ReleaseValue, TlsFiles } from './delivery.ts';
import type { Json } from './json.ts';
import type { Millis } from './units.ts';

/** SLOs from any endpoint that answers in JSON. */

/** Two numbers in an answer, each found by a JMESPath expression. */
export interface HttpSource {
  readonly kind: 'http';
  readonly request: HttpRequest;
  /** JMESPath; `{release}` in it stands for the release. */
  readonly total: string;
  readonly bad: string;
  readonly counts: HttpCounts;
  /** What of a release `{release}` stands for. */
  readonly release: ReleaseValue;
  readonly server: HttpServer;
}

/** Placeholders may stand in the path and in texts of the body. */
export type HttpRequest =
  | { readonly kind: 'get'; readonly path: string }
  | { readonly kind: 'post'; readonly path: string; readonly body: Json };

export const HTTP_COUNTS = ['since-start', 'since-last'] as const;
/** since-start: numbers that only grow. since-last: those of the time from `{since}` to `{until}`, for us to add up. */
export type HttpCounts = (typeof HTTP_COUNTS)[number];

/** How the endpoint is reached. Secrets stand in the environment; here are the names of their variables. */
export interface HttpServer {
  /** http or https, without credentials, query and trailing slash; the paths of the SLOs are below it. */
  readonly url: string;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  /** `{since}` and `{until}` lie so far back, so that what they enclose is complete. */
  readonly delay: Millis;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that are secrets: name of the header -> name of the variable. */
  readonly headersEnv: Readonly<Record<string, string>>;
  readonly auth: HttpAuth | null;
  readonly tls: TlsFiles | null;
}

export type HttpAuth =
  | { readonly kind: 'bearer'; readonly env: string }
  | { readonly kind: 'basic'; readonly user: string; readonly passwordEnv: string };

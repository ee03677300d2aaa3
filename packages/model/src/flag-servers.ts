import type { Millis } from './units.ts';

/** Where feature flags are administered: read with their history, and changed. Secrets stand in the environment. */
export type FlagServer = LaunchDarklyServer | UnleashServer;

/** LaunchDarkly's REST API, for one environment of one project. */
export interface LaunchDarklyServer {
  readonly kind: 'launchdarkly';
  /** http or https, without credentials, query and trailing slash; the API is below it at /api/v2. */
  readonly url: string;
  /** Variable that holds an access token. */
  readonly tokenEnv: string;
  /** By their keys. */
  readonly project: string;
  readonly environment: string;
  /** How long an answer may take. */
  readonly timeout: Millis;
}

/** Unleash's admin API, for one environment of one project. */
export interface UnleashServer {
  readonly kind: 'unleash';
  /** http or https, without credentials, query and trailing slash; the API is below it at /admin. */
  readonly url: string;
  /** Variable that holds a personal access token or that of a service account. */
  readonly tokenEnv: string;
  readonly project: string;
  readonly environment: string;
  /** How long an answer may take. */
  readonly timeout: Millis;
}

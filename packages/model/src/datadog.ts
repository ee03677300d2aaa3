import type { ReleaseLabel } from './delivery.ts';
import type { DurationUnit } from './search-source.ts';
import type { Millis } from './units.ts';

/** Metrics in Datadog, as a delivery file names them. */
export interface DatadogSource {
  readonly kind: 'datadog';
  readonly counts: DatadogCounts;
  /** The tag that tells releases apart. */
  readonly split: ReleaseLabel;
  readonly server: DatadogServer;
}

export type DatadogCounts =
  /** Each a sum of counts. */
  | {
      readonly kind: 'counts';
      readonly total: readonly DatadogCount[];
      readonly bad: readonly DatadogCount[];
    }
  /** A distribution metric with one value for each request: how long it took. */
  | { readonly kind: 'distribution'; readonly distribution: DatadogMetric; readonly unit: DurationUnit };

/** A metric query that counts. */
export interface DatadogCount extends DatadogMetric {
  readonly aggregator: DatadogAggregator;
}

export interface DatadogMetric {
  readonly metric: string;
  /** What stands between the braces, as it was written. */
  readonly filter: string;
}

export type DatadogAggregator =
  | { readonly kind: 'sum' }
  /** How many values a distribution got. */
  | { readonly kind: 'count' }
  /** How many of them are above a threshold, or below. */
  | {
      readonly kind: 'count-values';
      readonly operator: (typeof DATADOG_OPERATORS)[number];
      readonly threshold: number;
    };

export const DATADOG_OPERATORS = ['>=', '<=', '>', '<'] as const;

export const DATADOG_SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const;
export type DatadogSite = (typeof DATADOG_SITES)[number];

/** How the API is reached. Keys stand in the environment; here are the names of their variables. */
export interface DatadogServer {
  readonly address:
    | { readonly kind: 'site'; readonly site: DatadogSite }
    /** Https, or http on this machine; without credentials, query and trailing slash. */
    | { readonly kind: 'url'; readonly url: string };
  readonly apiKeyEnv: string;
  readonly appKeyEnv: string;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  /** How long after its end an interval is first asked for. */
  readonly delay: Millis;
  /** A release whose newest count lies longer than this before the newest interval has no data. */
  readonly maxAge: Millis;
}

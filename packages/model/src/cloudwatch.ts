import type { HistogramUnit, ReleaseValue } from './delivery.ts';
import type { Millis } from './units.ts';

/** Metrics in Amazon CloudWatch, as a delivery file names them. */
export interface CloudWatchSource {
  readonly kind: 'cloudwatch';
  readonly counts: CloudWatchCounts;
  /** What of a release stands where a dimension's value says `{release}`. */
  readonly value: ReleaseValue;
  readonly server: CloudWatchServer;
}

export type CloudWatchCounts =
  | { readonly kind: 'counts'; readonly total: CloudWatchTerm; readonly bad: CloudWatchTerm }
  /** One value for each request: how long it took. */
  | { readonly kind: 'latency'; readonly metric: CloudWatchMetric; readonly unit: HistogramUnit };

/** What is counted in each period. */
export type CloudWatchTerm = CloudWatchCounter | CloudWatchMath;

export const CLOUDWATCH_STATS = ['Sum', 'SampleCount'] as const;
export type CloudWatchStat = (typeof CLOUDWATCH_STATS)[number];

export interface CloudWatchCounter extends CloudWatchMetric {
  readonly kind: 'metric';
  readonly stat: CloudWatchStat;
}

/** Metric math over named metrics. */
export interface CloudWatchMath {
  readonly kind: 'math';
  /** As it was written; `mathNames` tells which metrics it uses. */
  readonly expression: string;
  readonly metrics: Readonly<Record<string, CloudWatchCounter>>;
}

/** One metric: all of its dimensions, at least one with `{release}` in its value. */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Where the release stands in the value of a dimension. */
export const RELEASE_PLACE = '{release}';

/** How the API is reached. Credentials come from where the AWS SDK looks for them. */
export interface CloudWatchServer {
  /** Null: as the AWS SDK finds it, in AWS_REGION or the profile. */
  readonly region: string | null;
  /** Another address than the region's own; null: the region's. */
  readonly endpoint: string | null;
  /** ARN of a role to assume with the credentials that are found. */
  readonly role: string | null;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  /** Length of a period: 1, 5, 10, 20 or 30 s, or whole minutes. */
  readonly period: Millis;
  /** How long after its end a period is first asked for. */
  readonly delay: Millis;
  /** A release whose newest period ended longer ago than this has no data. */
  readonly maxAge: Millis;
}

import type { ArgoRolloutsTargetSpec } from './argo-rollouts.ts';
import type { Afterwards, Arrivals, Notice, Recovery, Who } from './around.ts';
import type { Build } from './build.ts';
import type { CloudWatchSource } from './cloudwatch.ts';
import type { DatadogSource } from './datadog.ts';
import type { FlagTargetSpec } from './flag-targets.ts';
import type { FlagGate, FlagProvider } from './flags.ts';
import type { Guard } from './guard.ts';
import type { HttpSource } from './http-source.ts';
import type { KubernetesTargetSpec } from './kubernetes.ts';
import type { ProofDemand } from './proof.ts';
import type { SearchSource } from './search-source.ts';
import type { Digest, Instant, Millis, Percent } from './units.ts';
import type { WavesTargetSpec } from './waves.ts';

/** A delivery file, validated, every default filled in. */
export interface Delivery {
  readonly service: string;
  /** In the file's order. */
  readonly environments: readonly Environment[];
  /** Who is told of a rollout, beside the ledger. */
  readonly notices: readonly Notice[];
  /** How the release is made, in the file's order; none where the file does not say. */
  readonly build: readonly Build[];
}

export interface Environment {
  readonly name: string;
  /** The environment in which a release must have been promoted before it may come here. */
  readonly after: string | null;
  /** The environment whose release goes back too, once one has gone back here: the code behind a flag. */
  readonly takesBack: string | null;
  readonly target: TargetSpec;
  readonly strategy: Strategy;
  readonly gates: readonly Gate[];
  /** What must be proven of a release before it may come in; null: nothing. */
  readonly require: ProofDemand | null;
  /** Where the flags of gates and steps are evaluated; null where the file does not say. */
  readonly flags: FlagProvider | null;
  readonly guards: readonly Guard[];
  readonly slos: readonly Slo[];
  readonly analysis: AnalysisSpec;
  readonly policies: Policies;
  /** Where people reach the service there, such as https://shop.example.com; shown with each deployment. */
  readonly url: string | null;
  readonly arrivals: Arrivals;
  readonly who: Who;
  readonly recovery: Recovery;
  readonly afterwards: Afterwards;
}

/** What runs the release; one member an engine, and one for several targets of an engine. */
export type TargetSpec =
  LocalTargetSpec | KubernetesTargetSpec | ArgoRolloutsTargetSpec | FlagTargetSpec | WavesTargetSpec;

/** An application on one host: processes behind a reverse proxy. */
export interface LocalTargetSpec {
  readonly kind: 'local';
  /** File or folder that is the release, relative to the workspace. */
  readonly artifact: string;
  /** Program and arguments, run without a shell inside the artifact's folder; PORT and HOST are in its environment. */
  readonly command: readonly string[];
  readonly instances: number;
  /** Where the proxy listens. */
  readonly host: string;
  readonly port: number;
  /** Where the counters are exposed as Prometheus text, if anywhere. */
  readonly metricsPort: number | null;
  readonly env: Readonly<Record<string, string>>;
  /** File of NAME=value lines, relative to the workspace, read when the release is staged. */
  readonly envFile: string | null;
  readonly health: HealthCheck;
  readonly stop: { readonly drain: Millis; readonly grace: Millis };
}

export interface HealthCheck {
  readonly path: string;
  readonly interval: Millis;
  readonly timeout: Millis;
  /** How long a new instance may take to answer for the first time. */
  readonly deadline: Millis;
}

export type Strategy = CanaryStrategy | RollingStrategy | BlueGreenStrategy;

export interface CanaryStrategy extends StrategyCommon {
  readonly kind: 'canary';
  /** Rising weights, each above 0 and below 100. */
  readonly steps: readonly Step[];
}

export interface RollingStrategy extends StrategyCommon {
  readonly kind: 'rolling';
  /** Into how many equal parts the instances are divided. */
  readonly batches: number;
  readonly bake: Bake;
}

export interface BlueGreenStrategy extends StrategyCommon {
  readonly kind: 'blue-green';
  /** Must somebody promote the preview before traffic is switched? */
  readonly approval: boolean;
}

export interface StrategyCommon {
  /** The look after 100 %. */
  readonly watch: Bake;
}

export interface Step {
  readonly weight: Percent;
  readonly bake: Bake;
  /** Must somebody promote before the rollout leaves this step? */
  readonly approval: boolean;
  /** What must be open before the rollout enters this step. */
  readonly gates: readonly FlagGate[];
}

/** Watching at one weight: at least `min`; ended by evidence, at the latest after `max`. */
export interface Bake {
  readonly min: Millis;
  readonly max: Millis;
}

export const POLICIES = ['hold', 'extend', 'pause', 'rollback'] as const;
/**
 * What to do on a verdict that is not `healthy`. hold: stay and keep looking, without end. extend: one more bake, then
 * pause. pause: wait for a person. rollback: go back.
 */
export type Policy = (typeof POLICIES)[number];

export const DRIFT_POLICIES = ['restore', 'hold', 'pause', 'rollback'] as const;
/**
 * What to do when somebody else changes what a rollout works on. restore: put it back, and pause once that was in vain. hold:
 * nothing goes forward while it is so. pause: wait for a person. rollback: go back.
 */
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

export interface Policies {
  /** At once, when the evidence says that the release is worse. */
  readonly breach: Exclude<Policy, 'extend'>;
  /** When the longest bake is over without enough evidence either way. */
  readonly tooFewSamples: Policy;
  /** When the longest bake is over and the source has no figures for the release. */
  readonly noData: Policy;
  /** When the longest bake is over and the source did not answer. */
  readonly sourceDown: Policy;
  readonly drift: DriftPolicy;
  /** What a cancelled run leaves behind. */
  readonly onCancel: 'rollback' | 'hold';
  readonly pause: {
    /** How long a pause waits for a person. */
    readonly timeout: Millis;
    /** What follows: back to the old release, or left paused for a later run. */
    readonly then: 'rollback' | 'leave';
  };
}

/** What must hold before a release may come in. */
export type Gate = FreezeGate | ChecksGate | DeployedGate | FlagGate;

/** No rollout starts inside this window, but for the exceptions. */
export interface FreezeGate {
  readonly kind: 'freeze';
  readonly window: FreezeWindow;
  readonly except: readonly DatedWindow[];
  /** Why, for whoever is refused; null where nobody said. */
  readonly reason: string | null;
}

/** These checks must have succeeded on the release's commit, by their names on GitHub. */
export interface ChecksGate {
  readonly kind: 'checks';
  readonly names: readonly string[];
}

/** A deployment that must have succeeded before: here of the release's commit, in another repository the newest one. */
export interface DeployedGate {
  readonly kind: 'deployed';
  /** owner/name; null: this repository. */
  readonly repository: string | null;
  /** As GitHub's deployments name it. */
  readonly environment: string;
}

export type FreezeWindow = WeeklyWindow | DatedWindow;

/** A window that comes back every week, in the wall-clock time of an IANA zone. It may run over the week's end. */
export interface WeeklyWindow {
  readonly kind: 'weekly';
  /** As written: "Fri 16:00 - Mon 07:00 Europe/Berlin". */
  readonly text: string;
  /** Minutes since Monday 00:00, inclusive. */
  readonly from: number;
  /** Minutes since Monday 00:00, exclusive. */
  readonly to: number;
  readonly zone: string;
}

/** A window that comes once. */
export interface DatedWindow {
  readonly kind: 'dated';
  /** As written: "2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin". */
  readonly text: string;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

export interface Slo {
  readonly name: string;
  readonly objective: Objective;
  /** What it counts for in the judge's average of the evidence for a rollback, against the others; above 0. */
  readonly weight: number;
  readonly source: SloSource;
}

export type Objective = AvailabilityObjective | LatencyObjective;

/** Share of requests that must succeed. */
export interface AvailabilityObjective {
  readonly kind: 'availability';
  /** Above 0, below 100. */
  readonly target: Percent;
}

/** Share of requests that must be answered within `threshold`. */
export interface LatencyObjective {
  readonly kind: 'latency';
  readonly target: Percent;
  readonly threshold: Millis;
}

/** Where the counts come from; one member a source. `target`: the target's own counters. */
export type SloSource =
  | { readonly kind: 'target' }
  | PrometheusSource
  | CloudWatchSource
  | SearchSource
  | HttpSource
  | DatadogSource;

/** Counters in Prometheus, or in what speaks its query API. */
export interface PrometheusSource {
  readonly kind: 'prometheus';
  readonly counts: PrometheusCounts;
  readonly split: ReleaseLabel;
  readonly server: PrometheusServer;
}

/** Cumulative counters as they were scraped; what a series began with and lost is made up for by the judge. */
export type PrometheusCounts =
  | { readonly kind: 'selectors'; readonly total: Selector; readonly bad: Selector }
  /** Bad is what is not good. */
  | { readonly kind: 'good-selectors'; readonly total: Selector; readonly good: Selector }
  /** A classic histogram by its base name, without `_bucket`; `unit` is that of its edges. */
  | PrometheusHistogram
  /** Two expressions, each an instant vector of counts that only grow, with the split label on each series. */
  | { readonly kind: 'promql'; readonly total: string; readonly bad: string };

/** Durations of requests in buckets. */
export interface PrometheusHistogram {
  /** A native histogram is one series by its own name. */
  readonly kind: 'histogram' | 'native-histogram';
  readonly histogram: Selector;
  readonly unit: HistogramUnit;
  readonly edge: HistogramEdge;
}

export const HISTOGRAM_EDGES = ['exact', 'below', 'above'] as const;
/**
 * Which edge of the histogram stands for the objective's threshold. exact: the threshold itself, or there is no answer.
 * below: the nearest one at or below it, so that more requests count as late. above: the nearest one at or above it.
 */
export type HistogramEdge = (typeof HISTOGRAM_EDGES)[number];

export const HISTOGRAM_UNITS = ['s', 'ms'] as const;
export type HistogramUnit = (typeof HISTOGRAM_UNITS)[number];

/** A PromQL vector selector: one metric and matchers on its labels. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
}

export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  /** A PromQL string with its quotes, as it was written. */
  readonly literal: string;
}

export const RELEASE_VALUES = ['name', 'commit', 'digest', 'short-digest', 'pod-template-hash'] as const;
/**
 * What of a release the label's value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have
 * as the label of that name, or with Argo Rollouts as rollouts-pod-template-hash; the target tells it.
 */
export type ReleaseValue = (typeof RELEASE_VALUES)[number];

/** The label that tells releases apart. */
export interface ReleaseLabel {
  readonly label: string;
  readonly value: ReleaseValue;
}

/** How the query API is reached. Secrets stand in the environment; here are the names of their variables. */
export interface PrometheusServer {
  /** http or https, without credentials, query and trailing slash; the API is below it at /api/v1. */
  readonly url: string;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  /** A release whose newest sample is older than this has no data. */
  readonly maxAge: Millis;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: PrometheusAuth | null;
  readonly tls: TlsFiles | null;
}

export type PrometheusAuth =
  | { readonly kind: 'bearer'; readonly env: string }
  | { readonly kind: 'basic'; readonly user: string; readonly passwordEnv: string }
  /** Each request is signed by AWS Signature Version 4, with credentials from where the AWS SDK looks for them. */
  | {
      readonly kind: 'sigv4';
      readonly region: string;
      readonly service: string;
      readonly role: string | null;
    };

/** PEM files, relative to the workspace. */
export interface TlsFiles {
  /** Certificates that are trusted instead of the system's. */
  readonly caFile: string | null;
  /** The client's own certificate and its key. */
  readonly client: { readonly certFile: string; readonly keyFile: string } | null;
}

/** The knobs of the judge; see docs/analysis.md for what each means. */
export interface AnalysisSpec {
  /** Time between two looks. */
  readonly poll: Millis;
  readonly warmUp: Millis;
  /** Greatest chance of a false rollback in one rollout, 0 to 1. */
  readonly alpha: number;
  /** Greatest chance of passing a bad release at one step, 0 to 1. */
  readonly beta: number;
  readonly rollbackMargin: Margin;
  readonly promotionMargin: Margin;
}

/**
 * How bad a release may be. For rollback: ratio x stable's rate + share x error budget. For promotion: ratio x stable's rate
 * or share x error budget, whichever is more.
 */
export interface Margin {
  readonly ratio: number;
  readonly budgetShare: number;
}

/** A release: an immutable artifact, and where it came from. */
export interface Release {
  readonly digest: Digest;
  /** What people call it: a version, a tag, a short commit. */
  readonly name: string;
  /** 40 hexadecimal digits, where known. */
  readonly commit: string | null;
  /** When that commit was made, where known; lead times begin there. */
  readonly committedAt: Instant | null;
}

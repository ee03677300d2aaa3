import type { CloudWatchServer } from './cloudwatch.ts';
import type { DatadogServer } from './datadog.ts';
import type { PrometheusServer, Slo, TlsFiles } from './delivery.ts';
import type { HttpAuth } from './http-source.ts';
import type { Millis, Percent } from './units.ts';

/** What watches over the whole service, whichever release answers: before a rollout begins, and while it is under way. */
export type Guard = BurnRateGuard | BudgetGuard | AlertsGuard;

export const GUARD_POLICIES = ['hold', 'pause', 'rollback'] as const;
/**
 * What a guard does that fires during a rollout. hold: no step forward until it is quiet. pause: wait for a person.
 * rollback: go back. Before a rollout every guard that fires keeps the release out.
 */
export type GuardPolicy = (typeof GUARD_POLICIES)[number];

/** The error budget of an SLO burns too fast. */
export interface BurnRateGuard {
  readonly kind: 'burn-rate';
  /** At least one; each fires by itself. */
  readonly slos: readonly Slo[];
  /** At least one; each fires by itself. */
  readonly windows: readonly BurnWindow[];
  readonly then: GuardPolicy;
}

/**
 * Fires where the budget burns at `rate` or faster over both windows: the long one tells that it matters, the short one
 * that it still goes on. Beyer et al., The Site Reliability Workbook (2018), chapter 5.
 */
export interface BurnWindow {
  /** Times the rate that spends the budget exactly by the period's end; above 0. */
  readonly rate: number;
  readonly long: Millis;
  readonly short: Millis;
}

/** Little is left of the error budget of an SLO. Only asked before a rollout begins. */
export interface BudgetGuard {
  readonly kind: 'budget';
  /** At least one; each fires by itself. */
  readonly slos: readonly Slo[];
  /** Share of the budget that must be left, 0 to below 100. */
  readonly floor: Percent;
  /** Over how long the budget is reckoned. */
  readonly period: Millis;
  readonly then: BudgetPolicy;
}

/** refuse: nothing new comes in. slow: what comes in bakes `factor` times as long; above 1. */
export type BudgetPolicy = { readonly kind: 'refuse' } | { readonly kind: 'slow'; readonly factor: number };

/** An alert fires somewhere. */
export interface AlertsGuard {
  readonly kind: 'alerts';
  readonly alerts: AlertSelector;
  readonly then: GuardPolicy;
}

/** Which alerts are meant; one member a source. */
export type AlertSelector = AlertmanagerAlerts | PrometheusAlerts | DatadogMonitors | CloudWatchAlarms;

/** Alerts in an Alertmanager, or in what speaks its API, that are neither silenced nor inhibited. */
export interface AlertmanagerAlerts {
  readonly kind: 'alertmanager';
  /** All must hold; at least one. */
  readonly matchers: readonly AlertMatcher[];
  readonly server: AlertmanagerServer;
}

/** Alerting rules of Prometheus, or of what speaks its rules API. */
export interface PrometheusAlerts {
  readonly kind: 'prometheus';
  /** All must hold for the alert's labels; at least one. */
  readonly matchers: readonly AlertMatcher[];
  readonly server: PrometheusServer;
}

/** Monitors that have all of these tags. */
export interface DatadogMonitors {
  readonly kind: 'datadog';
  /** As Datadog shows them, such as service:checkout; at least one. */
  readonly tags: readonly string[];
  readonly server: DatadogServer;
}

/** Alarms, metric alarms and composite ones, by name. */
export interface CloudWatchAlarms {
  readonly kind: 'cloudwatch';
  readonly alarms:
    | { readonly kind: 'names'; readonly names: readonly string[] }
    /** All whose name begins so. */
    | { readonly kind: 'prefix'; readonly prefix: string };
  readonly server: CloudWatchServer;
}

export interface AlertMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  /** Without quotes and escapes; of =~ and !~ a regular expression that the whole value must match. */
  readonly value: string;
}

/** How an Alertmanager is reached. Secrets stand in the environment; here are the names of their variables. */
export interface AlertmanagerServer {
  /** http or https, without credentials, query and trailing slash; the API is below it at /api/v2. */
  readonly url: string;
  /** How long an answer may take outside of a rollout; within one a look takes at most 80 % of the poll. */
  readonly timeout: Millis;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: HttpAuth | null;
  readonly tls: TlsFiles | null;
}

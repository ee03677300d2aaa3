import type { DatadogText } from '../file/datadog.ts';
import type { PrometheusText } from '../file/prometheus.ts';

/** Where an SLO is measured, as the delivery file writes it. */
export type PlainSource = { readonly prometheus: PrometheusText } | { readonly datadog: DatadogText };

/** An SLO as the delivery file writes it. */
export type PlainSlo = { readonly objective: string } & PlainSource;

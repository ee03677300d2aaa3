export { createPrometheusAlerts } from './alerts.ts';
export { createPrometheus } from './prometheus.ts';

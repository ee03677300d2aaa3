export { createPrometheus } from './prometheus.ts';

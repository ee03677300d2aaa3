export { createDatadog } from './datadog.ts';
export { createDatadogMonitors } from './monitors.ts';

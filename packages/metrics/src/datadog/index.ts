export { createDatadog } from './datadog.ts';

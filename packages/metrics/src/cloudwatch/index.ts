export { createCloudWatchAlarms } from './alarms.ts';
export { createCloudWatch } from './cloudwatch.ts';

export { dashboardOf } from './dashboard.ts';
export type { Dashboard } from './grafana.ts';

export { createAlertmanager } from './alertmanager.ts';

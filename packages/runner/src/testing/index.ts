export { FakeRunner } from './fake-runner.ts';
export { DELIVERY_FILE, workspaceWith } from './workspace.ts';

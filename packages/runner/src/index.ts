export { actionsRunner } from './actions-runner.ts';
export { placeOf } from './place.ts';
export type { PullRequest } from './pull-request.ts';
export { readerOf, type Reader } from './reader.ts';
export { reportPlace } from './report-place.ts';
export { runAction, type Run } from './run-action.ts';
export type { Note, Runner } from './runner.ts';
export { STEERING_STOPPED, tellSteering } from './steering.ts';
export { written } from './written.ts';

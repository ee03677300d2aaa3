export { startGitHub, TOKEN } from './start.ts';
export type { GitHub, GitHubOptions } from './start.ts';
export type { Call } from './server/calls.ts';
export type { Fault, PlannedFault } from './server/faults.ts';
export type { Violation } from './server/pipeline.ts';
export type { TokenSettings } from './server/tokens.ts';

export { headsOf } from './github-heads.ts';
export type { EnvironmentHead } from './github-heads.ts';
export { createGitHubLedger } from './github-ledger.ts';
export type { GitHubLedgerOptions } from './github-ledger.ts';

export { code, plain, table } from './escape.ts';
export { decisionTable, releaseCell, verdictTable } from './tables.ts';
export type { Table } from './tables.ts';

export type * from './delivery.ts';
export * from './units.ts';

export * from './types.ts';
export * from './admit.ts';
export * from './decide.ts';
export * from './desired.ts';
export * from './fold.ts';
export * from './plan.ts';
export * from './requests.ts';

export * from './ports.ts';
export * from './result.ts';
export * from './conductor.ts';
export * from './outcome.ts';
export * from './request.ts';
export * from './session.ts';
export { systemClock } from './clock.ts';

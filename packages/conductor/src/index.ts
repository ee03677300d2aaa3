export * from './ports.ts';
export * from './result.ts';
export * from './conductor.ts';
export * from './outcome.ts';
export * from './request.ts';
export * from './judge-settings.ts';
export { noteOf, Sampler } from './sampler.ts';
export * from './session.ts';
export { systemClock } from './clock.ts';

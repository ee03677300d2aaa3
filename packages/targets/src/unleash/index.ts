export { createUnleashTarget, type UnleashTargetOptions } from './target.ts';

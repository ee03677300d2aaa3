export { createLaunchDarklyTarget, type LaunchDarklyTargetOptions } from './target.ts';

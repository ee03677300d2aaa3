export { createLocalTarget, type LocalTargetOptions } from './client.ts';
export { defaultStateDir } from './paths.ts';
export { stopLocal } from './stop.ts';

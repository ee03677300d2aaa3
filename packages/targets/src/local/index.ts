export { createLocalTarget, type LocalTargetOptions } from './client.ts';
export type { FetchArtifact } from './wanted.ts';
export { defaultStateDir, stateDirOf } from './paths.ts';
export { stopLocal } from './stop.ts';

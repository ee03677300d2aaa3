export { createKubernetesTarget, type KubernetesTargetOptions } from './target.ts';

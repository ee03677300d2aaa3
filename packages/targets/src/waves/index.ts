export { createWavesTarget, type Member } from './target.ts';

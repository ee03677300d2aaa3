export { annotationsFor } from './annotations.ts';
export type { Annotation } from './annotations.ts';
export { toJson } from './json.ts';
export { renderSummary } from './markdown/summary.ts';
export type { Colour } from './terminal/colour.ts';
export { newProgress, progressLine } from './terminal/progress.ts';
export type { News, Progress } from './terminal/progress.ts';
export { formatResult } from './terminal/result.ts';

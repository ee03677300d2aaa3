export * from './burn-rate.ts';
export { warmthAt, type Warmth } from './cold-start.ts';
export * from './forecast.ts';
export { createJudge } from './judge.ts';
export { minutesOf } from './minutes.ts';
export { estimatePhi } from './overdispersion.ts';
export { evenly, ScatterEstimate, type Coincidence, type Minutes, type Scatter } from './scatter.ts';
export {
  DEFAULT_SETTINGS,
  FUSE_BURN,
  PROMOTION_MIXTURE,
  ROLLBACK_MIXTURE,
  SPOTLESS_MIXTURE,
  WARM_UP_RATIO,
  WATCH_BURN,
} from './settings.ts';
export { Trial, type Accuser, type Look, type TrialInput } from './trial.ts';
export { thresholdsOf, type Thresholds } from './trials.ts';
export type * from './types.ts';

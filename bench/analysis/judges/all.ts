import { argoRollouts } from './argo-rollouts.ts';
import { FLAGGER } from './flagger.ts';
import { GROWTHBOOK } from './growthbook.ts';
import type { BenchJudge } from './judge.ts';
import { kayenta } from './kayenta.ts';
import { OURS } from './ours.ts';
import { Z_TEST } from './z-test.ts';

/** Ours first, then the peers. */
export const JUDGES: readonly BenchJudge[] = [
  OURS,
  argoRollouts(0),
  argoRollouts(3),
  FLAGGER,
  kayenta(5),
  kayenta(60),
  GROWTHBOOK,
  Z_TEST,
];

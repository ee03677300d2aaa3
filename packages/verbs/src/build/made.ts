import type { BuilderName, Repository } from '@glidepath/images';
import type { Build, Digest } from '@glidepath/model';
import type { Surroundings } from '../surroundings.ts';
import type { Origin } from './origin.ts';
import type { BuildOptions, Outcome } from './types.ts';

/** What a kind of build works with. */
export interface Job<B extends Build> {
  readonly build: B;
  readonly options: BuildOptions;
  readonly origin: Origin;
  readonly repository: Repository;
  readonly surroundings: Surroundings;
  readonly note: (text: string) => void;
}

/** What it has made. */
export interface Made {
  readonly outcome: Outcome;
  readonly message: string;
  /** Null where nothing was pushed. For an artifact that was not: what it would have. */
  readonly digest: Digest | null;
  readonly inputs: string | null;
  readonly builder: BuilderName | null;
  readonly steps: number | null;
  readonly cached: number | null;
}

/** Of what no builder has made. */
export const NO_BUILDER = { inputs: null, builder: null, steps: null, cached: null } as const;

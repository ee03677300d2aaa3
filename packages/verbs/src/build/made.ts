import type { BuilderName, Repository } from '@glidepath/images';
import type { Build, Delivery, Digest } from '@glidepath/model';
import type { Surroundings } from '../surroundings.ts';
import type { Origin } from './origin.ts';
import type { BuildOptions, Outcome } from './types.ts';

/** What a kind of build works with. */
export interface Job<B extends Build> {
  readonly build: B;
  readonly delivery: Delivery;
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
  /** The images that it begins with, as they were asked for; none where they are not known. */
  readonly bases: ReadonlyMap<string, Digest>;
  readonly builder: BuilderName | null;
  readonly steps: number | null;
  readonly cached: number | null;
}

/** Of what no builder has made. */
export const NO_BUILDER = {
  inputs: null,
  bases: new Map<string, Digest>(),
  builder: null,
  steps: null,
  cached: null,
} as const;

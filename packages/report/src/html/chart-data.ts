/** What the page's script draws; it travels inside the page as JSON. Times are seconds since the rollout's start. */
export interface PageData {
  readonly rollouts: readonly RolloutData[];
}

export interface RolloutData {
  /** Charts of one rollout share their cursor under this name. */
  readonly key: string;
  /** The moment of second 0, in milliseconds since 1970; null where it is no moment of any day. */
  readonly startedAt: number | null;
  readonly length: number;
  readonly marks: readonly Mark[];
  readonly charts: readonly Chart[];
}

/** A decision. */
export interface Mark {
  readonly number: number;
  readonly at: number;
}

export interface Chart {
  /** Of the element that it is drawn into. */
  readonly id: string;
  readonly unit: '%' | 'ms' | 'ln E';
  readonly stepped: boolean;
  /** Ends of the vertical axis; what lies beyond leaves the chart. */
  readonly range: readonly [number, number];
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

/** Colour and dash of a line; a role looks the same in each chart. */
export type Role =
  | 'candidate'
  | 'stable'
  | 'planned'
  | 'rollback'
  | 'rollback-threshold'
  | 'promotion'
  | 'promotion-threshold'
  /** Simulated releases, and how fast those went that are neither the fastest nor the slowest. */
  | 'healthy'
  | 'x2'
  | 'x5'
  | 'x10'
  | 'middle'
  | 'edge';

export interface Line {
  readonly label: string;
  readonly role: Role;
  /** Null where there is no figure; the line leads over it. */
  readonly values: readonly (number | null)[];
}

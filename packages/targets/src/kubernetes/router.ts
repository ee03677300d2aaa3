import type { Percent } from '@glidepath/model';

/** What divides traffic between the Services of stable and canary; one folder entry a kind of router. */
export interface Router {
  /**
   * Writes the canary's weight where it differs.
   * @throws TargetError
   */
  shift(weight: Percent): Promise<void>;
  /**
   * What the router says now.
   * @throws TargetError
   */
  look(): Promise<RouterView>;
  /**
   * All traffic to stable, and nothing of ours left in it.
   * @throws TargetError
   */
  restore(): Promise<void>;
}

export interface RouterView {
  /** The canary's. */
  readonly weight: Percent;
  /** Whether the router has taken what was written last. */
  readonly settled: boolean;
  /** Why it never will; null: nothing is known to be wrong. */
  readonly failure: string | null;
  /** In a few words for people. */
  readonly note: string;
}

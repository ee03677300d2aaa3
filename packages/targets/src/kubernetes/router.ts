import type { Percent } from '@glidepath/model';

/** What divides traffic between the Services of stable and canary; one folder entry a kind of router. */
export interface Router {
  /**
   * Writes the canary's weight where it differs; above nothing only where nobody else has changed it, or `restore` says so.
   * @throws TargetError
   */
  shift(weight: Percent, restore?: boolean): Promise<void>;
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
  /**
   * Its object as it is now, and as it would be at each of these weights of the canary. Nothing is written.
   * @throws TargetError
   */
  preview(weights: readonly Percent[]): Promise<RoutePreview>;
}

export interface RoutePreview {
  /** Kind and name: `HTTPRoute shop/checkout`. */
  readonly what: string;
  readonly now: object;
  /** In the order of the weights. */
  readonly at: readonly object[];
}

export interface RouterView {
  /** The canary's. */
  readonly weight: Percent;
  /** Whether the router has taken what was written last. */
  readonly settled: boolean;
  /** What somebody else has made of it, and what was set before; null: nothing. `set` null: it can't be set again. */
  readonly drift: { readonly what: string; readonly set: Percent | null } | null;
  /** Why it never will; null: nothing is known to be wrong. */
  readonly failure: string | null;
  /** In a few words for people. */
  readonly note: string;
}

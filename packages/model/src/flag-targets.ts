import type { LaunchDarklyServer, UnleashServer } from './flag-servers.ts';
import type { FlagValue } from './flags.ts';
import type { Millis } from './units.ts';

/** Flags as targets: what is released is a variation, its weight the share of those who get it. */
export type FlagTargetSpec = LaunchDarklyTargetSpec | UnleashTargetSpec;

export interface LaunchDarklyTargetSpec {
  readonly kind: 'launchdarkly';
  /** The flag's key. */
  readonly flag: string;
  /** The variation that is rolled out, by its value or by its name. */
  readonly variation: FlagValue;
  /** By what contexts are divided: their kind, and the attribute that keeps one of them on its side. */
  readonly by: { readonly kind: string; readonly attribute: string };
  /** How long an approval is waited for where LaunchDarkly wants one; null: none is asked for. */
  readonly approvals: Millis | null;
  readonly server: LaunchDarklyServer;
}

/** A flag of Unleash is on or off; on is what is rolled out. Unleash knows whole percents only. */
export interface UnleashTargetSpec {
  readonly kind: 'unleash';
  readonly flag: string;
  /** What the two releases are called, in metrics too. */
  readonly names: { readonly on: string; readonly off: string };
  /** What keeps a user on one side: default, userId, sessionId, random or a field of the context. */
  readonly stickiness: string;
  readonly server: UnleashServer;
}

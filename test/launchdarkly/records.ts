import type { Json } from '@glidepath/model';

/** A flag with its settings in each environment; variations by their place in the list, as LaunchDarkly has them. */
export interface FlagRecord {
  readonly project: string;
  readonly key: string;
  readonly createdAt: number;
  variations: readonly VariationRecord[];
  archived: boolean;
  version: number;
  readonly environments: Map<string, EnvironmentRecord>;
}

export interface VariationRecord {
  readonly id: string;
  readonly value: Json;
  readonly name?: string;
}

export interface EnvironmentRecord {
  on: boolean;
  offVariation: number | null;
  fallthrough: { readonly variation: number } | { readonly rollout: RolloutRecord };
  targets: readonly { readonly values: readonly string[]; readonly variation: number }[];
  rules: readonly { readonly id: string; readonly attribute: string; readonly variation: number }[];
  version: number;
  lastModified: number;
}

export interface RolloutRecord {
  readonly variations: readonly { readonly variation: number; readonly weight: number }[];
  readonly bucketBy?: string;
  readonly contextKind?: string;
}

/** Who changes something: a member of the account, or an access token. */
export type Actor = Member | { readonly kind: 'token'; readonly name: string };

export interface Member {
  readonly kind: 'member';
  readonly firstName: string;
  readonly lastName: string;
}

export interface AuditRecord {
  readonly id: string;
  readonly at: number;
  readonly by: Actor;
  readonly comment: string;
  readonly accesses: readonly { readonly action: string; readonly resource: string }[];
  readonly name: string;
}

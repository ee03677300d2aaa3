import type { FlagTrouble } from '@glidepath/conductor';
import type { EvaluationDetails, JsonValue, Provider, ProviderStatus } from '@openfeature/server-sdk';

/** What a provider has to know beside its own part of the delivery file. */
export interface FlagsContext {
  /** Where secrets are, and the flags of the provider env. No other provider sees more of it than its own secret. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where files that the delivery file names are. Absolute. */
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A provider of OpenFeature, and what it tells of itself that OpenFeature has no words for. */
export interface Connection {
  readonly provider: Provider;
  /** As a message names it: `flagd at 127.0.0.1:8013`. */
  readonly place: string;
  /** Whether a value without a variant is the default that we have given it, not the flag's. */
  readonly needsVariant: boolean;
  /** What no message may hold. */
  readonly secrets: readonly string[];
  /** Why no answer can be had or trusted now; null where nothing is known to be wrong. */
  state(): FlagTrouble | null;
  /** What an evaluation that failed means; null where OpenFeature's own code says it all. */
  explain(details: EvaluationDetails<JsonValue>, status: ProviderStatus): FlagTrouble | null;
}

import type { Counts, SliReading } from '@glidepath/analysis';
import type { Digest, Instant, Json, Millis, Release, Slo, Strategy } from '@glidepath/model';
import type {
  Candidate,
  Desired,
  EnvironmentState,
  Event,
  GuardView,
  Holder,
  TargetView,
} from '@glidepath/rollout';

/** What runs a release. Adapters implement it, one folder an engine. */
export interface Target {
  /**
   * Makes the release's artifact safe for later use and names it: the artifact of the delivery file, or, where a digest is
   * wanted, the one with that digest. Nothing that serves is touched.
   * @throws TargetError where there is no such artifact
   */
  acquire(wanted: Digest | null): Promise<Artifact>;
  /**
   * What serves where the ledger knows of nothing yet; null where nothing does.
   * @throws TargetError where the engine can't be asked
   */
  standing(): Promise<Release | null>;
  /**
   * Asks the engine for `desired` and returns once it has accepted, not once it is there. Idempotent. The engine, where
   * it can, refuses a `fence` lower than one that it has seen: a conductor that lost its lease cannot act. What somebody
   * else has changed meanwhile is left, for `observe` to tell, unless `restore` says to put it back; going back it never holds up.
   * @throws TargetError
   */
  apply(desired: Desired, fence: number, restore?: boolean): Promise<void>;
  /** @throws TargetError where the engine can't be asked */
  observe(desired: Desired): Promise<TargetView>;
  /** The engine's own counters, where it has them. */
  readonly counters: MetricSource | null;
  /**
   * What a release would change, as the engine stands now. Only read, and tried where the engine can try. Not there where an
   * engine has nothing that stands.
   * @throws TargetError
   */
  preview?(wanted: Wanted): Promise<Preview>;
  /**
   * Which templates' pods run now, and of which release each is. Not there where an engine has no such hashes.
   * @throws TargetError where the engine can't be asked
   */
  templates?(): Promise<readonly TemplateHash[]>;
  close(): Promise<void>;
}

export interface Artifact {
  readonly digest: Digest;
  /** What the engine itself calls it, which nobody may call otherwise; null: it has no name there. */
  readonly name: string | null;
}

/** What a preview is of. */
export interface Wanted {
  /** Null: nobody has named it yet. */
  readonly digest: Digest | null;
  readonly strategy: Strategy;
}

/** What would become of an engine's objects, in the order in which it would. */
export interface Preview {
  readonly changes: readonly PreviewChange[];
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly string[];
}

export interface PreviewChange {
  readonly action: 'create' | 'update' | 'delete';
  /** Kind and name: `Deployment shop/checkout`. */
  readonly what: string;
  /** `at 5%`, `at the end`. */
  readonly when: string;
  /** Lines of a unified diff of YAML, without its head; none where all of it goes. No secret is in it. */
  readonly diff: readonly string[];
}

/** What an engine calls the template of a release's pods, so that pods and what they count can be told apart. */
export interface TemplateHash {
  readonly hash: string;
  readonly digest: Digest;
}

/** The engine refused or can't be reached. The message says what was wrong and how to mend it. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  /** Whether trying again changes nothing before somebody mends what the message says. */
  readonly final: boolean;

  constructor(message: string, final = false) {
    super(message);
    this.final = final;
  }
}

/** Where counts come from. Never throws: trouble is a reading too (`no-data`, `source-down`). */
export interface MetricSource {
  read(slos: readonly Slo[], releases: Pair): Promise<readonly SourceReading[]>;
  /**
   * What a release counted before a rollout, one answer for each SLO that it measures. It takes no longer than a look. Not
   * there where the source keeps no past.
   */
  history?(slos: readonly Slo[], past: Past): Promise<readonly SliHistory[]>;
}

/** The minutes that are asked for. */
export interface Past {
  readonly release: Release;
  /** The end of the last of them. */
  readonly until: Instant;
  /** How many. */
  readonly minutes: number;
}

export interface SliHistory {
  readonly sli: string;
  /** Oldest first. A minute of which nothing is known, or in which no request came, is left out. */
  readonly minutes: readonly Counts[];
  /** Why there is none, in one clause; null: as far as the source knows, these are all. */
  readonly why: string | null;
}

/** The two releases that are told apart. */
export interface Pair {
  readonly candidate: Release;
  readonly stable: Release | null;
}

/** A reading, and what charts like to show beside it. */
export interface SourceReading extends SliReading {
  /** Sum of latencies and their count since the series began, where the source has them. */
  readonly latency: { readonly candidate: Latency | null; readonly stable: Latency | null } | null;
}

export interface Latency {
  readonly sumMs: number;
  readonly count: number;
}

/** What watches over the whole service, beside the judge. Never throws: what can't be asked is a view too (`unknown`). */
export interface Guards {
  /** Every guard, before a rollout of this release begins; null: of whichever. */
  atStart(release: Candidate | null): Promise<readonly GuardView[]>;
  /** Those that have a say while its rollout is under way. A look may give what was seen a moment ago. */
  look(release: Candidate): Promise<readonly GuardView[]>;
}

/** Flags as their provider administers them. Never throws: trouble is an answer. */
export interface FlagInventory {
  /** One answer for each key, in their order, within `limit`. */
  look(keys: readonly string[], limit: Millis): Promise<readonly (FlagRecord | FlagTrouble)[]>;
}

export interface FlagRecord {
  readonly kind: 'flag';
  /** How it stands in its environment, in one clause: `on, 25 % of users get "new"`. */
  readonly state: string;
  /** Who changed it last there; null where the provider does not say. */
  readonly changed: { readonly at: Instant; readonly by: string | null } | null;
  /** The value that everybody gets, whatever the rules, as JSON; null where that is not so, or not known. */
  readonly settledOn: string | null;
  /** What the provider calls that value; null where it has no name. */
  readonly settledName: string | null;
  /** Its provider says that it is meant to stay, such as a kill switch. */
  readonly permanent: boolean;
}

/** Where flags are evaluated. Never throws: trouble is an answer. */
export interface FlagSource {
  /** One answer for each question, in their order, within `limit`. */
  evaluate(
    questions: readonly FlagQuestion[],
    context: FlagContext,
    limit: Millis,
  ): Promise<readonly FlagAnswer[]>;
  close(): Promise<void>;
}

export interface FlagQuestion {
  readonly key: string;
  readonly type: FlagType;
}

export const FLAG_TYPES = ['boolean', 'string', 'number', 'object'] as const;
export type FlagType = (typeof FLAG_TYPES)[number];

/** What a flag's rules can look at; null where unknown. Never more than this: no environment, no secret. */
export interface FlagContext {
  readonly service: string | null;
  readonly environment: string | null;
  /** The release by its name. */
  readonly release: string | null;
  readonly commit: string | null;
  /** Who started the run. */
  readonly actor: string | null;
}

export type FlagAnswer = FlagFound | FlagTrouble;

export interface FlagFound {
  readonly kind: 'value';
  /** Of the type that was asked for. */
  readonly value: Json;
  readonly variant: string | null;
  /** Why it has this value, in the words of OpenFeature or of the provider. */
  readonly reason: string | null;
}

/** Why there is no value, in one clause, and what to do about it. No secret is in either. */
export interface FlagTrouble {
  readonly kind: 'trouble';
  readonly code: FlagTroubleCode;
  readonly why: string;
  readonly mend: string;
}

export const FLAG_TROUBLES = [
  'unreachable',
  'stale',
  'refused',
  'not-found',
  'wrong-type',
  'archived',
  'broken',
] as const;
/**
 * unreachable: the provider did not answer in time. stale: what is known of the flag is old, as the provider's connection is
 * lost. refused: the key or the token is wrong. not-found: there is no such flag. wrong-type: it has a value of another type.
 * archived: it is there, but serves no value. broken: what came is not understood.
 */
export type FlagTroubleCode = (typeof FLAG_TROUBLES)[number];

/** An entry of the ledger as it was read. */
export interface Entry {
  /** Names the entry; a git commit. */
  readonly id: string;
  readonly event: Event;
  readonly state: EnvironmentState;
}

/** The durable record of one service in one environment: a chain of events, extended by compare-and-swap. */
export interface Ledger {
  /** The newest entry; null where nothing was ever recorded. */
  head(): Promise<Entry | null>;
  /**
   * Adds an entry after `parent` (null: the first).
   * @throws LedgerConflict when somebody else has written since
   */
  append(parent: string | null, event: Event, state: EnvironmentState): Promise<Entry>;
  /** Newest first. */
  history(limit: number): Promise<readonly Entry[]>;
  /** Where a person finds it: the ref's name. */
  readonly ref: string;
}

/** Somebody else wrote first: read again. */
export class LedgerConflict extends Error {
  override readonly name = 'LedgerConflict';
}

/** The ledger can't be read or written. The message says why and how to mend it. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

export interface Clock {
  now(): Instant;
  /** Resolves after `length`, or at once when `signal` aborts. Never rejects. */
  sleep(length: Millis, signal: AbortSignal): Promise<void>;
}

/** Tells whether the process that holds a lease is still there. */
export interface HolderProbe {
  /** `unknown` where that can't be seen from here: then only the lease's expiry counts. */
  look(holder: Holder): Promise<'alive' | 'dead' | 'unknown'>;
}

/** What the conductor tells while it works. */
export interface Listener {
  event(entry: Entry): void;
  sample(look: Look): void;
  /** Something worth a line that is no transition: a retry, a wait. */
  note(text: string): void;
}

/** Keeps a record of a rollout elsewhere: on GitHub, in a chat. It works behind the rollout's back and never holds it up. */
export interface Witness {
  /** An entry that this run has written. Never throws. */
  entry(entry: Entry): void;
  /** Resolves once all is written, or was given up. Never rejects. */
  settle(): Promise<void>;
}

/** One look with all that is needed to judge it again. */
export interface Look extends Sample {
  /** When a step's evidence began anew, if that was since the look before. */
  readonly stepStart: Instant | null;
  /** When that step's last look is due; null where nobody knows, or no step began. */
  readonly stepUntil: Instant | null;
  /** What the sources said, as they said it. */
  readonly readings: readonly SliReading[];
  /** What the stable release counted before the rollout, by which this look and all after it are judged; null: not the first. */
  readonly history: readonly SliHistory[] | null;
}

/** One look, as charts and progress lines want it. */
export interface Sample {
  readonly at: Instant;
  /** The candidate's share of traffic as observed, 0 to 100. */
  readonly weight: number;
  readonly phase: string;
  readonly slis: readonly SliSample[];
  /** ln E against its threshold; null before the first evidence. */
  readonly lnRollback: number | null;
  readonly rollbackThreshold: number;
  readonly lnPromotion: number | null;
  readonly promotionThreshold: number;
}

/** Increments since the sample before. */
export interface SliSample {
  readonly sli: string;
  readonly candidate: Counts;
  readonly stable: Counts;
  readonly candidateLatencyMs: number | null;
  readonly stableLatencyMs: number | null;
}

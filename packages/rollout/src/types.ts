import type {
  Bake,
  Digest,
  GuardPolicy,
  Instant,
  Millis,
  Percent,
  Policies,
  Release,
  Strategy,
} from '@glidepath/model';

/** How a run ended, bound to the release it was asked to deliver. */
export const DECISIONS = [
  'promoted',
  'rolled-back',
  'aborted',
  'superseded',
  'paused',
  'rejected',
  'failed',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** Why. One closed list for outputs, ledger, report and messages. */
export const REASONS = [
  // promoted
  'healthy',
  'approved',
  'already-live',
  // rolled-back, paused
  'breach',
  'too-few-samples',
  'no-data',
  'source-down',
  'guard',
  'flag',
  'start-failed',
  'target-failed',
  'target-refused',
  'deadline',
  'cancelled',
  'requested',
  'approval',
  'pause-timeout',
  // superseded
  'newer-release',
  'other-release',
  'run-died',
  // rejected
  'lock-held',
  'frozen',
  'blocked-digest',
  'not-promoted-before',
  'environment-blocked',
  'checks',
  'not-deployed-elsewhere',
  'gate-unreachable',
  'unproven',
  'drift',
  'not-allowed',
  'nothing-to-do',
  // failed
  'no-stable-release',
  'rollback-failed',
  'lease-lost',
  'ledger-unreachable',
  'error',
] as const;
export type Reason = (typeof REASONS)[number];

/** What a rollout will do, compiled from the delivery file when it starts; later edits of the file do not change it. */
export interface Plan {
  readonly strategy: Strategy['kind'];
  /** Weights before 100 %; none for a service's first release. */
  readonly steps: readonly PlanStep[];
  /** Names of the targets, a list for each wave; none where there is one target. */
  readonly waves: readonly (readonly string[])[];
  readonly watch: Bake;
  readonly policies: Policies;
  /** How long the target may take to reach what it was asked for. */
  readonly progressDeadline: Millis;
}

export interface PlanStep {
  /** The candidate's share in all targets together. */
  readonly weight: Percent;
  /** Null where no traffic flows, so there is nothing to judge. */
  readonly bake: Bake | null;
  readonly approval: boolean;
  /** Null: there are no waves. */
  readonly wave: Wave | null;
}

/** Where a rollout in waves stands: those before are whole, those after have nothing yet. */
export interface Wave {
  /** Of the plan's waves, from 0 on. */
  readonly index: number;
  /** The candidate's share in each of its targets. */
  readonly weight: Percent;
}

/** Where a rollout stands between two moves: at a step, or watching at 100 %. */
export type Station = { readonly kind: 'step'; readonly index: number } | { readonly kind: 'watching' };

export const PAUSE_REASONS = [
  'approval',
  'requested',
  'cancelled',
  'breach',
  'too-few-samples',
  'no-data',
  'source-down',
  'guard',
  'flag',
  'drift',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** What a rollback will be called once the old release has all the traffic again. */
export type Retreat = Extract<Decision, 'rolled-back' | 'aborted' | 'superseded'>;

export type Phase =
  /** The candidate is started and must become ready; it takes no traffic. */
  | { readonly kind: 'preparing'; readonly since: Instant }
  | { readonly kind: 'step'; readonly since: Instant; readonly index: number }
  | { readonly kind: 'paused'; readonly since: Instant; readonly at: Station; readonly why: PauseReason }
  /** All traffic moves to the candidate. */
  | { readonly kind: 'promoting'; readonly since: Instant }
  | { readonly kind: 'watching'; readonly since: Instant }
  /** The old release is taken away. */
  | { readonly kind: 'finishing'; readonly since: Instant; readonly reason: Reason }
  | {
      readonly kind: 'rolling-back';
      readonly since: Instant;
      readonly to: Retreat;
      readonly reason: Reason;
    }
  | { readonly kind: 'ended'; readonly at: Instant; readonly decision: Decision; readonly reason: Reason };

export const VERBS = [
  'promote',
  'promote-fully',
  'pause',
  'resume',
  'abort',
  'rollback',
  'supersede',
  'recover',
] as const;
export type Verb = (typeof VERBS)[number];

/** What a person, a newer release (`supersede`) or a recovery (`recover`: its run has died, go back) asks of a rollout. */
export interface Request {
  readonly verb: Verb;
  /** Of a rollback after the end: the release to go back to. Null: the one before. */
  readonly to: Release | null;
  readonly actor: string;
  readonly at: Instant;
  readonly note: string;
}

export interface Rollout {
  readonly id: string;
  readonly release: Release;
  /** Where a rollback ends; null for a service's first release. */
  readonly stable: Release | null;
  readonly plan: Plan;
  /** Guards that fired when an override let it in, by name: they do not count for it. */
  readonly passedOver: readonly string[];
  readonly startedAt: Instant;
  readonly phase: Phase;
  /** Not yet obeyed. */
  readonly request: Request | null;
}

/** A digest that may not come here again without an override. */
export interface Block {
  readonly digest: Digest;
  readonly at: Instant;
  readonly reason: Reason;
  readonly rollout: string;
}

/** Nothing new may come into the environment, whatever its digest. */
export interface Closure {
  readonly reason: string;
  readonly actor: string;
  readonly at: Instant;
  /** Null: until somebody opens it. */
  readonly until: Instant | null;
}

/** Who conducts. `expiresAt` is when the next write is due at the latest. */
export interface Lease {
  readonly holder: Holder;
  readonly expiresAt: Instant;
}

export interface Holder {
  /** Unique for each run. */
  readonly id: string;
  readonly actor: string;
  readonly host: string;
  readonly pid: number;
  /** Tells this process from a later one with the same pid; null where the host does not say. */
  readonly started: string | null;
  /** Where a person can look at the run. */
  readonly url: string | null;
  /** The workflow run that it belongs to, which may tell others that it is dead; null outside of GitHub Actions. */
  readonly run: WorkflowRun | null;
}

export interface WorkflowRun {
  /** owner/name. */
  readonly repository: string;
  readonly id: number;
  /** From 1 on. */
  readonly attempt: number;
}

/** All that is known of a service in an environment: the state that each ledger entry carries whole. */
export interface EnvironmentState {
  readonly service: string;
  readonly environment: string;
  /** Takes all traffic when no rollout is under way. */
  readonly live: Release | null;
  /** Live before that. */
  readonly previous: Release | null;
  readonly blocked: readonly Block[];
  readonly closed: Closure | null;
  /** Under way, or the last one. */
  readonly rollout: Rollout | null;
  readonly lease: Lease | null;
  /** Grows with each new holder, so that an engine can tell a late order of an earlier one. */
  readonly fence: number;
}

/** One SLI's numbers as a ledger entry keeps them; null for a test that was not run. */
export interface SliNote {
  readonly sli: string;
  readonly candidate: { readonly bad: number; readonly total: number };
  readonly stable: { readonly bad: number; readonly total: number };
  readonly lnRollback: number | null;
  readonly lnPromotion: number | null;
}

/** The evidence behind a transition. */
export interface VerdictNote {
  readonly kind: 'healthy' | 'breach' | 'too-few-samples' | 'no-data' | 'source-down';
  readonly reason: string;
  readonly slis: readonly SliNote[];
}

/** A transition, before somebody signs it. */
export type Move =
  | { readonly kind: 'started'; readonly rollout: Omit<Rollout, 'phase' | 'request' | 'startedAt'> }
  | { readonly kind: 'stepped'; readonly index: number }
  | { readonly kind: 'paused'; readonly why: PauseReason }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'promoting' }
  | { readonly kind: 'watching' }
  | { readonly kind: 'finishing'; readonly reason: Reason }
  | { readonly kind: 'rolling-back'; readonly to: Retreat; readonly reason: Reason }
  | { readonly kind: 'ended'; readonly decision: Decision; readonly reason: Reason }
  | { readonly kind: 'requested'; readonly verb: Verb; readonly to: Release | null }
  /** A request that no longer makes sense. */
  | { readonly kind: 'dismissed' }
  /** Another run conducts from here on. */
  | { readonly kind: 'taken-over' }
  /** The holder is still at it. */
  | { readonly kind: 'renewed' }
  /** The holder leaves a paused rollout for a later run. */
  | { readonly kind: 'left' }
  /** Nothing new comes in from here on; the note says why. */
  | { readonly kind: 'closed'; readonly until: Instant | null }
  | { readonly kind: 'opened' }
  /** This digest may come back. */
  | { readonly kind: 'unblocked'; readonly digest: Digest };

/** One entry of the ledger: a move, when, by whom, and why in one sentence. */
export type Event = Move & {
  readonly at: Instant;
  readonly actor: string;
  readonly note: string;
  readonly verdict: VerdictNote | null;
};

/** What an engine is to bring about. Applying the same thing twice changes nothing. */
export type Desired =
  | {
      readonly kind: 'split';
      readonly strategy: Strategy['kind'];
      /** Null for a service's first release: the candidate takes all traffic there is. */
      readonly stable: Release | null;
      readonly candidate: Release;
      /** The candidate's share. */
      readonly weight: Percent;
      /** Where it stands in waves of targets. Left out where there are none. */
      readonly wave?: Wave;
    }
  /** One release takes everything; any other is drained and taken away. */
  | {
      readonly kind: 'only';
      readonly release: Release;
      /**
       * The rollout's other release, which may still be there. One that is neither is somebody else's, and stays: what is ours is
       * taken away beside it. Left out where no rollout says so: then whatever is there gives way.
       */
      readonly beside?: Release | null;
    }
  | { readonly kind: 'none' };

/** What an engine was seen to do, measured against what was desired. */
export interface TargetView {
  /** Ready, and the traffic is on the wire as desired. */
  readonly settled: boolean;
  /** What makes it impossible: the candidate does not start, dies again and again, is refused. */
  readonly failure: string | null;
  /** The candidate's share of traffic as the engine has it now. */
  readonly weight: Percent;
  /** What somebody else has made of what the rollout works on; null: nothing. It says nothing of the candidate. */
  readonly foreign: Foreign | null;
  /** Where it stands, in a few words for people: "1 of 2 instances ready". */
  readonly note: string;
}

export type Foreign =
  /** Something beside the release was changed, removed or stopped. */
  | {
      readonly kind: 'drift';
      /** Who did what, and when, as far as that is known: one sentence. */
      readonly what: string;
      /** Whether the target can put it back, and may: not what a person's hand has stopped. */
      readonly restorable: boolean;
      /** A person has taken the candidate from users by it, which counts as a rollback that was asked for. Left out: no. */
      readonly takenBack?: boolean;
    }
  /** Another release was put there: the rollout can say nothing of its own any more. */
  | {
      readonly kind: 'release';
      /** Null where a name stands there that tells no digest. */
      readonly digest: Digest | null;
      readonly what: string;
    };

/** What a guard says of the whole service now, or the gate of a flag that is closed. */
export interface GuardView {
  /** What is told as the reason where it acts. */
  readonly kind: 'guard' | 'flag';
  /** Its name, the same at every look. */
  readonly guard: string;
  /** It counts from the step with this weight on, and is asked before that step is entered; 0: always. */
  readonly from: Percent;
  /** unknown: it can't be asked, so nobody knows whether all is well. */
  readonly state: 'quiet' | 'firing' | 'unknown';
  /** In one clause, with the numbers. */
  readonly why: string;
  readonly then: GuardAction;
}

/** refuse and slow are for what wants to come in: they say nothing to a rollout under way. */
export type GuardAction =
  | { readonly kind: GuardPolicy | 'refuse' }
  /** Bakes are that many times as long. */
  | { readonly kind: 'slow'; readonly factor: number };

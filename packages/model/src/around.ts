import type { Millis } from './units.ts';

/**
 * What a release does that finds another one's rollout under way. queue: wait until that has ended, at most `timeout`.
 * supersede: ask it to go back, and come in then. reject: come in not at all.
 */
export type Arrivals =
  | { readonly kind: 'queue'; readonly timeout: Millis }
  | { readonly kind: 'supersede' }
  | { readonly kind: 'reject' };

export const RIGHTS = ['deploy', 'promote', 'rollback', 'override', 'block'] as const;
/**
 * deploy: bring a release in. promote: approve, promote fully, resume. rollback: roll back, abort, pause. override: pass over
 * gates and blocks. block: block and unblock an environment or a digest.
 */
export type Right = (typeof RIGHTS)[number];

/** Who has each right; an empty list: everybody who can start a run. */
export type Who = Readonly<Record<Right, readonly Person[]>>;

export const ROLES = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
/** A role in the repository on GitHub; whoever has a higher one has it too. */
export type Role = (typeof ROLES)[number];

export type Person =
  | { readonly kind: 'user'; readonly login: string }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'team'; readonly organization: string; readonly team: string };

export const RECOVERIES = ['resume', 'rollback'] as const;
/** What is done with a rollout whose run has died: go on by plan, or go back. */
export type Recovery = (typeof RECOVERIES)[number];

/** What is written on GitHub when a rollout has ended. */
export interface Afterwards {
  /** After a rollback: an issue with the evidence. */
  readonly issue: boolean;
  /** After a rollback: a comment on each pull request of the release. */
  readonly comments: boolean;
  /** After a rollback: a pull request that takes the release's changes back. */
  readonly revert: boolean;
  /** After a promotion: a line in the notes of the release that has this name as its tag. */
  readonly releaseNote: boolean;
  /** What to read when it breaks; an http or https address. */
  readonly runbook: string | null;
}

/** step: every other move, forward or, where somebody wanted it, back. */
export const TOPICS = ['start', 'step', 'pause', 'breach', 'end'] as const;
export type Topic = (typeof TOPICS)[number];

export interface Notice {
  readonly channel: Channel;
  readonly on: readonly Topic[];
  /** Of which environments; null: of all. */
  readonly environments: readonly string[] | null;
}

/** Where a notice goes. The addresses are secrets: here are the names of the variables that hold them. */
export type Channel =
  | { readonly kind: 'slack'; readonly urlEnv: string }
  | {
      readonly kind: 'webhook';
      readonly urlEnv: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Signs the body with HMAC-SHA-256; null: unsigned. */
      readonly secretEnv: string | null;
    }
  /** Annotations in Grafana. */
  | {
      readonly kind: 'grafana';
      /** http or https, without credentials, query and trailing slash; the API is below it at /api. */
      readonly url: string;
      /** Environment variable that holds a service account's token. */
      readonly tokenEnv: string;
      /** UID of the only dashboard that shows them; null: every one that asks for their tags. */
      readonly dashboard: string | null;
      /** Beside glidepath, service:..., environment:... and release:... */
      readonly tags: readonly string[];
    };

import type { Entry } from '@glidepath/conductor';
import type { Topic } from '@glidepath/model';
import type { Event, Rollout } from '@glidepath/rollout';

/** What a notice is made of: an entry of the ledger that is news, and where a person reads more. */
export interface News {
  readonly topic: Topic;
  /** The entry's id: a git commit. */
  readonly entry: string;
  readonly event: Event;
  readonly rollout: Rollout;
  readonly state: Entry['state'];
  readonly links: Links;
}

export interface Links {
  /** The ledger's ref. */
  readonly ledger: string;
  /** The run that writes; null outside of GitHub Actions. */
  readonly run: string | null;
  /** The service in this environment. */
  readonly environment: string | null;
  readonly runbook: string | null;
}

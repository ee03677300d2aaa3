import { named, type ResultRelease } from '@glidepath/conductor';
import type { Topic } from '@glidepath/model';
import { weightOf, type Decision, type Event, type Reason, type VerdictNote } from '@glidepath/rollout';
import type { News } from './news.ts';
import { reasonOf } from './topics.ts';

/** What a webhook is sent. Fields may be added within a version; their meaning does not change. Times are ISO 8601. */
export interface NoticePayload {
  readonly version: 1;
  readonly topic: Topic;
  /** What happened, as the ledger names it. */
  readonly event: Event['kind'];
  readonly at: string;
  readonly service: string;
  readonly environment: string;
  readonly rollout: string;
  readonly strategy: 'canary' | 'rolling' | 'blue-green';
  readonly release: ResultRelease;
  /** The release that a rollback goes back to. */
  readonly stable: ResultRelease | null;
  /** Takes all traffic when no rollout is under way. */
  readonly live: ResultRelease | null;
  /** The release's share of traffic from here on, 0 to 100. */
  readonly weight: number;
  /** How it ended; null before. */
  readonly decision: Decision | null;
  readonly reason: Reason | null;
  readonly actor: string;
  /** Why, in a sentence for people. */
  readonly note: string;
  readonly verdict: VerdictNote | null;
  readonly run: string | null;
  readonly ledger: { readonly ref: string; readonly entry: string };
}

export function payloadOf({ topic, entry, event, rollout, state, links }: News): NoticePayload {
  return {
    version: 1,
    topic,
    event: event.kind,
    at: new Date(event.at).toISOString(),
    service: state.service,
    environment: state.environment,
    rollout: rollout.id,
    strategy: rollout.plan.strategy,
    release: named(rollout.release),
    stable: rollout.stable && named(rollout.stable),
    live: state.live && named(state.live),
    weight: weightOf(rollout),
    decision: event.kind === 'ended' ? event.decision : null,
    reason: reasonOf(event),
    actor: event.actor,
    note: event.note,
    verdict: event.verdict,
    run: links.run,
    ledger: { ref: links.ledger, entry },
  };
}

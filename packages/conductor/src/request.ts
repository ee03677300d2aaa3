import { millis, type Release } from '@glidepath/model';
import { needsWork, objection, type Rollout, type Verb } from '@glidepath/rollout';
import { conclude, type Order, type Ports } from './conductor.ts';
import { LedgerError } from './ports.ts';
import type { Result } from './result.ts';
import { heldBy, Session } from './session.ts';

/** What became of a request. */
export type Answer =
  /** It makes no sense now, or nothing can be written; nothing was changed. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The run that conducts has obeyed; `rollout` is where it stands now. */
  | { readonly kind: 'obeyed'; readonly rollout: Rollout }
  /** Written, not obeyed yet: the asker did not wait. */
  | { readonly kind: 'asked'; readonly rollout: Rollout }
  /** Nobody was conducting, so this run did, to the end. */
  | { readonly kind: 'concluded'; readonly result: Result };

/** What a person wants of a rollout. */
export interface Wish {
  readonly verb: Verb;
  /** Why, for the ledger. */
  readonly note: string;
  /** Of a rollback after the end: the release to go back to; null: the one before. */
  readonly to: Release | null;
}

const FOLLOW_POLL = millis(500);

/** Asks something of a rollout: of the run that conducts it, or, where there is none, by conducting it. */
export async function ask(ports: Ports, order: Order, { verb, note, to }: Wish): Promise<Answer> {
  const session = new Session(ports, {
    service: order.service,
    environment: order.environment.name,
    holder: order.holder,
  });
  const entrant = { move: { kind: 'requested', verb, to }, note, actor: null, verdict: null } as const;
  try {
    for (;;) {
      await session.refresh();
      const why = objection(session.state, { verb, to });
      if (why !== null) return { kind: 'refused', why };
      if ((await heldBy(session.state, order.holder, ports)) === null) {
        if (await session.record(entrant)) return { kind: 'concluded', result: await conclude(ports, order) };
      } else if (await session.ask(entrant)) {
        const answer = await follow(session, ports, order, verb);
        return answer ?? { kind: 'concluded', result: await conclude(ports, order) };
      }
    }
  } catch (error) {
    if (error instanceof LedgerError) return { kind: 'refused', why: error.message };
    throw error;
  }
}

/**
 * Waits until the request is obeyed; for one that takes the release back, until the old release has the traffic. Null
 * when the run that was asked has died before.
 */
async function follow(
  session: Session,
  { clock, probe }: Ports,
  order: Order,
  verb: Verb,
): Promise<Answer | null> {
  const toTheEnd = verb === 'abort' || verb === 'rollback' || verb === 'supersede' || verb === 'recover';
  for (;;) {
    const { rollout } = session.state;
    if (rollout === null) return { kind: 'refused', why: 'the rollout is gone from the ledger' };
    const done = toTheEnd ? !needsWork(session.state) : rollout.request === null;
    if (done) return { kind: 'obeyed', rollout };
    if (order.stop.aborted) return { kind: 'asked', rollout };
    if ((await heldBy(session.state, order.holder, { clock, probe })) === null) return null;
    await clock.sleep(FOLLOW_POLL, order.stop);
    await session.refresh();
  }
}

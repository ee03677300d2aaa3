import { resultOf, type Entry, type Result, type Target } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import type { SliCheck } from '@glidepath/metrics/registry';
import { admit, isUnderWay, type Arrival, type EnvironmentState, type Rollout } from '@glidepath/rollout';
import type { Assembly } from './assemble.ts';

/**
 * Before a rollout begins, every SLI outside of the target is asked for. Null where all can be measured, and where no
 * rollout would begin: one that is under way must be able to go back, whatever its sources say.
 * @throws LedgerError
 */
export async function preflight(
  assembly: Pick<Assembly, 'delivery' | 'environment' | 'ports' | 'foreign'>,
  arrival: Omit<Arrival, 'now' | 'heldBy'>,
): Promise<Result | null> {
  const { delivery, environment, ports, foreign } = assembly;
  if (foreign.length === 0) return null;
  const startedAt = ports.clock.now();
  const head = await ports.ledger.head();
  if (head !== null && !begins(head.state, { ...arrival, now: startedAt, heldBy: null })) return null;
  const stable = head?.state.live ?? (await goesBackTo(head?.state.rollout ?? null, ports.target));
  const failed = (await checksOf(foreign, { candidate: arrival.release, stable })).flatMap(
    ({ sli, query, trouble }) => (trouble === null ? [] : [{ sli, query, trouble }]),
  );
  const [worst] = failed.toSorted((a, b) => rank(a.trouble) - rank(b.trouble));
  if (worst === undefined) return null;
  return resultOf({
    ledger: ports.ledger,
    head: withoutRollout(head),
    service: delivery.service,
    environment,
    release: arrival.release,
    startedAt,
    endedAt: ports.clock.now(),
    decision: 'failed',
    reason: worst.trouble.kind,
    message: `nothing was changed: ${failed.map(sentence).join('; ')}`,
  });
}

/** Every SLI that is measured outside of the target, asked for. */
export async function checksOf(
  foreign: Assembly['foreign'],
  releases: { readonly candidate: Release | null; readonly stable: Release | null },
): Promise<readonly SliCheck[]> {
  return (await Promise.all(foreign.map(({ source, slos }) => source.check(slos, releases)))).flat();
}

/** What a rollout under way has made of the engine is its own to know. */
async function goesBackTo(
  rollout: Rollout | null,
  target: Pick<Target, 'standing'>,
): Promise<Release | null> {
  return isUnderWay(rollout) ? rollout.stable : target.standing();
}

function begins(state: EnvironmentState, arrival: Arrival): boolean {
  switch (admit(state, arrival).kind) {
    case 'start':
    case 'clear-first':
      return true;
    case 'resume':
    case 'already-live':
    case 'wait':
    case 'supersede':
    case 'reject':
      return false;
  }
}

/** The last rollout is not this run's. */
export function withoutRollout(head: Entry | null): Entry | null {
  return head === null ? null : { ...head, state: { ...head.state, rollout: null } };
}

/** A source that is down explains what follows from it. */
function rank({ kind }: NonNullable<SliCheck['trouble']>): number {
  return kind === 'source-down' ? 0 : 1;
}

function sentence({
  sli,
  query,
  trouble,
}: {
  sli: string;
  query: string;
  trouble: NonNullable<SliCheck['trouble']>;
}): string {
  return `${sli} can't be measured, ${trouble.why}; ${trouble.mend} (asked: ${query})`;
}

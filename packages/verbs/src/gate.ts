import { EXIT_CODES } from '@glidepath/conductor';
import { millis, type Millis } from '@glidepath/model';
import {
  emptyState,
  refusals,
  refusalText,
  type Candidate,
  type ClosedGate,
  type Reason,
} from '@glidepath/rollout';
import { choose, type Chosen, type Place } from './delivery-file.ts';
import { gatesFor } from './gates.ts';
import { guardsFor } from './guards/guards.ts';
import { ledgerOf } from './ledgers.ts';
import { checkName, commitOf, digestGiven } from './release-identity.ts';
import { objectionTo } from './rights.ts';
import type { Surroundings } from './surroundings.ts';

export interface GateOptions extends Place {
  readonly release: string | null;
  readonly commit: string | null;
  /** Null: not known yet, so nothing that hangs on it is asked. */
  readonly digest: string | null;
  /** Why gates are to be passed over; null: they are not. */
  readonly override: string | null;
  /** How long to wait for them to open. */
  readonly waitMs: Millis;
}

/** Whether a release could come in now. Times are ISO 8601. */
export interface GateAnswer {
  readonly version: 1;
  readonly verb: 'gate';
  readonly service: string;
  readonly environment: string;
  readonly open: boolean;
  /** Of the first gate that is closed; null where all are open. */
  readonly reason: Reason | null;
  /** One sentence for people. */
  readonly message: string;
  /** When all have opened by themselves; null where nobody knows, or nothing is closed. */
  readonly until: string | null;
  readonly refusals: readonly GateRefusal[];
  readonly ledger: { readonly ref: string };
}

export interface GateRefusal {
  readonly reason: Reason;
  readonly message: string;
  readonly until: string | null;
}

/** Between two looks while it waits: gates ask an API that counts. */
const WAIT_POLL = 30_000;

/**
 * Asks everything that a delivery would ask before it begins; changes nothing.
 * @throws UserError, LedgerError
 */
export async function gate(surroundings: Surroundings, options: GateOptions): Promise<GateAnswer> {
  const { workspace, clock, listener, stop } = surroundings;
  const chosen = await choose(workspace, options);
  const { environment } = chosen;
  const candidate = await candidateOf(surroundings, options);
  const ledger = await ledgerOf(surroundings, chosen);
  const answerWith = (closed: readonly ClosedGate[]): GateAnswer =>
    answerOf(chosen, candidate, ledger.ref, options.override, closed);

  const forbidden =
    (await objectionTo(surroundings, environment, 'deploy')) ??
    (options.override === null ? null : await objectionTo(surroundings, environment, 'override'));
  if (forbidden !== null) return answerWith([{ reason: 'not-allowed', message: forbidden, until: null }]);
  if (options.override !== null) return answerWith([]);

  const ask = gatesFor(surroundings, chosen, candidate, await guardsFor(surroundings, environment));
  const until = clock.now() + options.waitMs;
  for (let told = ''; ;) {
    const state = (await ledger.head())?.state ?? emptyState(chosen.delivery.service, environment.name);
    const answer = answerWith(refusals(state, { release: candidate, now: clock.now(), gates: await ask() }));
    const left = until - clock.now();
    if (answer.open || left <= 0 || stop.aborted) return answer;
    if (answer.message !== told) listener.note(`waits: ${answer.message}`);
    told = answer.message;
    await clock.sleep(millis(Math.min(left, WAIT_POLL)), stop);
  }
}

export function gateExitCode({ open }: GateAnswer): number {
  return open ? 0 : EXIT_CODES.rejected;
}

async function candidateOf(surroundings: Surroundings, options: GateOptions): Promise<Candidate> {
  const commit = await commitOf(surroundings, options.commit);
  const digest = options.digest === null ? null : digestGiven(options.digest);
  const name = checkName(options.release) ?? commit?.slice(0, 12) ?? digest?.slice(7, 19) ?? 'the release';
  return { name, digest, commit };
}

function answerOf(
  { delivery, environment }: Chosen,
  { name }: Candidate,
  ref: string,
  override: string | null,
  closed: readonly ClosedGate[],
): GateAnswer {
  const [first] = closed;
  const times = closed.map(({ until }) => until);
  const known = times.filter((time) => time !== null);
  return {
    version: 1,
    verb: 'gate',
    service: delivery.service,
    environment: environment.name,
    open: first === undefined,
    reason: first?.reason ?? null,
    message:
      first === undefined
        ? `${name} may come into ${environment.name}${override === null ? '' : `, by an override: ${override}`}`
        : closed.map(sentence).join('; '),
    until: first === undefined || known.length < times.length ? null : iso(Math.max(...known)),
    refusals: closed.map((one) => ({
      reason: one.reason,
      message: sentence(one),
      until: one.until === null ? null : iso(one.until),
    })),
    ledger: { ref },
  };
}

/** Nobody may override what they may not do. */
function sentence(closed: ClosedGate): string {
  return closed.reason === 'not-allowed' ? closed.message : refusalText(closed);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

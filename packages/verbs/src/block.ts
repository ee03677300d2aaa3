import { EXIT_CODES, LedgerConflict, type Ledger } from '@glidepath/conductor';
import { instant, parseDuration, type Instant, type Right } from '@glidepath/model';
import { emptyState, fold, type EnvironmentState, type Move } from '@glidepath/rollout';
import { choose, type Chosen, type Place } from './delivery-file.ts';
import { ledgerOf } from './ledgers.ts';
import { objectionTo } from './rights.ts';
import { actorOf } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

export interface BlockOptions extends Place {
  /** Why, for whoever is refused. */
  readonly reason: string;
  /** A length of time such as 2h, or a time as ISO 8601; null: until somebody opens it. */
  readonly until: string | null;
}

export interface UnblockOptions extends Place {
  /** A blocked digest, or its first twelve digits or more; null: the environment itself. */
  readonly digest: string | null;
  readonly reason: string;
}

export interface BlockAnswer {
  readonly version: 1;
  readonly verb: 'block' | 'unblock';
  readonly service: string;
  readonly environment: string;
  /** refused: it makes no sense now or is not allowed; nothing was changed. */
  readonly outcome: 'done' | 'refused';
  readonly message: string;
  readonly ledger: { readonly ref: string };
}

/**
 * Keeps every new release out of an environment. A rollout under way goes on.
 * @throws UserError, LedgerError
 */
export async function block(surroundings: Surroundings, options: BlockOptions): Promise<BlockAnswer> {
  const chosen = await choose(surroundings.workspace, options);
  const now = surroundings.clock.now();
  const until = options.until === null ? null : endOf(options.until, now);
  if (options.reason.trim() === '') throw new UserError('reason is empty; write why, for whoever is refused');
  const where = placeOf(chosen);
  return write(surroundings, chosen, 'block', options.reason, () => ({
    move: { kind: 'closed', until },
    message: `${where} is blocked until ${until === null ? 'somebody runs "glidepath unblock"' : iso(until)}`,
  }));
}

/**
 * Opens an environment again, or lets a digest that was found bad come back.
 * @throws UserError, LedgerError
 */
export async function unblock(surroundings: Surroundings, options: UnblockOptions): Promise<BlockAnswer> {
  const chosen = await choose(surroundings.workspace, options);
  const where = placeOf(chosen);
  const { digest } = options;
  return write(surroundings, chosen, 'unblock', options.reason, (state) => {
    if (digest === null) {
      if (state.closed === null) return `${where} is not blocked`;
      return { move: { kind: 'opened' }, message: `${where} is open again` };
    }
    const wanted = digest.startsWith('sha256:') ? digest : `sha256:${digest}`;
    const found = state.blocked.filter((one) => one.digest.startsWith(wanted));
    const [only] = found;
    if (wanted.length < 'sha256:'.length + 12 || only === undefined || found.length > 1) {
      const blocked = state.blocked.map((one) => one.digest.slice(0, 19)).join(', ');
      return `${digest} names no blocked digest of ${where}; ${blocked === '' ? 'none is blocked' : `blocked are ${blocked}`}`;
    }
    return {
      move: { kind: 'unblocked', digest: only.digest },
      message: `${only.digest.slice(0, 19)} may come into ${where} again`,
    };
  });
}

export function blockExitCode({ outcome }: BlockAnswer): number {
  return outcome === 'done' ? 0 : EXIT_CODES.rejected;
}

interface Change {
  readonly move: Move;
  readonly message: string;
}

/** Whoever conducts a rollout there meanwhile keeps the lease: this says nothing of the rollout. */
async function write(
  surroundings: Surroundings,
  chosen: Chosen,
  verb: 'block' | 'unblock',
  note: string,
  changeOf: (state: EnvironmentState) => Change | string,
): Promise<BlockAnswer> {
  const { delivery, environment } = chosen;
  const right: Right = 'block';
  const ledger = await ledgerOf(surroundings, chosen);
  const answer = (outcome: BlockAnswer['outcome'], message: string): BlockAnswer => ({
    version: 1,
    verb,
    service: delivery.service,
    environment: environment.name,
    outcome,
    message,
    ledger: { ref: ledger.ref },
  });
  const forbidden = await objectionTo(surroundings, environment, right);
  if (forbidden !== null) return answer('refused', forbidden);
  for (;;) {
    const head = await ledger.head();
    const state = head?.state ?? emptyState(delivery.service, environment.name);
    const change = changeOf(state);
    if (typeof change === 'string') return answer('refused', change);
    if (await append(surroundings, ledger, head?.id ?? null, state, change.move, note)) {
      return answer('done', change.message);
    }
  }
}

/** False: somebody wrote first. */
async function append(
  surroundings: Surroundings,
  ledger: Ledger,
  parent: string | null,
  state: EnvironmentState,
  move: Move,
  note: string,
): Promise<boolean> {
  const event = {
    ...move,
    at: surroundings.clock.now(),
    actor: actorOf(surroundings),
    note,
    verdict: null,
  };
  try {
    await ledger.append(parent, event, fold(state, event));
    return true;
  } catch (error) {
    if (error instanceof LedgerConflict) return false;
    throw error;
  }
}

/** @throws UserError */
function endOf(text: string, now: Instant): Instant {
  const length = parseDuration(text);
  const at = length.ok
    ? now + length.value
    : Date.parse(/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : '');
  if (Number.isNaN(at)) {
    throw new UserError(
      `until is ${JSON.stringify(text.slice(0, 60))}, which is neither a length of time such as 2h nor a time such as 2026-12-24T18:00:00Z`,
    );
  }
  if (at <= now)
    throw new UserError(`until is ${JSON.stringify(text)}, which has passed; name a time to come`);
  return instant(at);
}

function placeOf({ delivery, environment }: Chosen): string {
  return `${delivery.service} in ${environment.name}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

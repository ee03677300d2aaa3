import { EXIT_CODES } from '@glidepath/conductor';
import type { AskedFlag, Millis } from '@glidepath/model';
import { emptyState, refusals, type Candidate, type ClosedGate } from '@glidepath/rollout';
import { choose, type Chosen, type Place } from '../delivery-file.ts';
import { answerOf, type GateAnswer } from './answer.ts';
import { flagsFor } from './flags.ts';
import { lookUntilOpen } from './wait.ts';
import { gatesFor } from '../gates.ts';
import { watchFor } from '../guards/watch.ts';
import { ledgerOf } from '../ledgers.ts';
import { isReleaseDocument, readReleaseDocument } from '../release-document.ts';
import { checkName, commitOf, digestGiven } from '../release-identity.ts';
import { objectionTo } from '../rights.ts';
import { hideSecrets } from '../secrets.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';

export type { FlagSeen } from '../flags/answers.ts';
export type { GateAnswer, GateRefusal } from './answer.ts';

export interface GateOptions extends Place {
  /** What people call it; or the document that a build gives out. */
  readonly release: string | null;
  readonly commit: string | null;
  /** Null: not known yet, so nothing that hangs on it is asked. */
  readonly digest: string | null;
  /** Flags to ask for beside those of the delivery file. */
  readonly flags: readonly AskedFlag[];
  /** Ask for nothing but these. */
  readonly onlyFlags: boolean;
  /** Why gates are to be passed over; null: they are not. */
  readonly override: string | null;
  /** How long to wait for them to open. */
  readonly waitMs: Millis;
}

/**
 * Asks everything that a delivery would ask before it begins, and the flags that are named; changes nothing.
 * @throws UserError, LedgerError
 */
export async function gate(surroundings: Surroundings, options: GateOptions): Promise<GateAnswer> {
  checkTogether(options);
  const { onlyFlags, override, waitMs } = options;
  const chosen = await choose(surroundings.workspace, options);
  hideSecrets(surroundings, chosen.delivery);
  const candidate = await candidateOf(surroundings, chosen, options);
  const flags = await flagsFor(surroundings, chosen, candidate, options.flags);
  try {
    const about = { ...chosen, release: candidate.name, override };
    if (onlyFlags) {
      const doors = { flags, others: async () => [] };
      return answerOf({ ...about, ledger: null }, await lookUntilOpen(surroundings, doors, waitMs));
    }
    const ledger = await ledgerOf(surroundings, chosen);
    const forbidden = await objectionOf(surroundings, chosen, override);
    if (forbidden !== null || override !== null) {
      return answerOf({ ...about, ledger }, { closed: forbidden ?? [], flags: await flags.look() });
    }
    const guards = await watchFor(surroundings, chosen);
    try {
      const ask = gatesFor(surroundings, chosen, candidate, guards);
      const others = async () => {
        const { delivery, environment } = chosen;
        const state = (await ledger.head())?.state ?? emptyState(delivery.service, environment.name);
        return refusals(state, { release: candidate, now: surroundings.clock.now(), gates: await ask() });
      };
      return answerOf({ ...about, ledger }, await lookUntilOpen(surroundings, { flags, others }, waitMs));
    } finally {
      await guards.close();
    }
  } finally {
    await flags.close();
  }
}

export function gateExitCode({ open }: GateAnswer): number {
  return open ? 0 : EXIT_CODES.rejected;
}

function checkTogether({ onlyFlags, flags, override }: GateOptions): void {
  if (!onlyFlags) return;
  if (flags.length === 0) {
    throw new UserError('only flags are to be asked, but none is named; name one, such as checkout-release');
  }
  if (override !== null) {
    throw new UserError(
      'only flags are to be asked, and an override has no say over them; leave one of the two out',
    );
  }
}

/** Null where whoever runs this may deliver there, and override where that is asked. */
async function objectionOf(
  surroundings: Surroundings,
  { environment }: Chosen,
  override: string | null,
): Promise<readonly ClosedGate[] | null> {
  const message =
    (await objectionTo(surroundings, environment, 'deploy')) ??
    (override === null ? null : await objectionTo(surroundings, environment, 'override'));
  return message === null ? null : [{ reason: 'not-allowed', message, until: null }];
}

async function candidateOf(
  surroundings: Surroundings,
  { delivery }: Chosen,
  options: GateOptions,
): Promise<Candidate> {
  if (options.release !== null && isReleaseDocument(options.release)) {
    const both = options.digest === null ? (options.commit === null ? null : 'commit') : 'digest';
    if (both !== null) throw new UserError(`the release document has its own ${both}; leave ${both} out`);
    const { name, digest, commit } = readReleaseDocument(options.release, delivery.service);
    return { name: checkName(name) ?? digest.slice(7, 19), digest, commit };
  }
  const commit = await commitOf(surroundings, options.commit);
  const digest = options.digest === null ? null : digestGiven(options.digest);
  const name = checkName(options.release) ?? commit?.slice(0, 12) ?? digest?.slice(7, 19) ?? 'the release';
  return { name, digest, commit };
}

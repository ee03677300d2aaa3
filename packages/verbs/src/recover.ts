import { ask, conclude, EXIT_CODES, heldBy, type Ledger, type Result } from '@glidepath/conductor';
import { needsWork, whereabouts, type EnvironmentState, type Rollout } from '@glidepath/rollout';
import { writeAfterwards } from './afterwards.ts';
import { assembled, type Assembly } from './assemble.ts';
import { catchUp } from './catch-up.ts';
import { chooseEnvironment, readDeliveryFile, type Chosen, type Place } from './delivery-file.ts';
import { ledgerOf, probeOf } from './ledgers.ts';
import { orderFor } from './order.ts';
import { holderOf } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/** A null environment: all of them. */
export interface RecoverOptions extends Place {
  /** A run has ended badly: what it may have left unwritten of a rollout that has ended is looked for too. */
  readonly afterFailure: boolean;
}

/** What a recovery found and did, environment by environment. */
export interface RecoverAnswer {
  readonly version: 1;
  readonly verb: 'recover';
  readonly service: string;
  /** Rollouts that nobody conducted any more. */
  readonly found: number;
  /** Those that have ended now. */
  readonly recovered: number;
  readonly environments: readonly Recovered[];
}

export interface Recovered {
  readonly environment: string;
  /**
   * idle: nothing is under way. held: a run is, or may be, at work. waiting: it was left for a person. finished: it was
   * taken over and has ended. failed: it could not be brought to an end.
   */
  readonly outcome: 'idle' | 'held' | 'waiting' | 'finished' | 'failed';
  readonly message: string;
  readonly result: Result | null;
}

/**
 * Finds rollouts whose run has died, and takes each on by plan or back, as the delivery file says (`recovery`). Where all
 * is well it costs one look at each ledger.
 * @throws UserError, LedgerError
 */
export async function recover(surroundings: Surroundings, place: RecoverOptions): Promise<RecoverAnswer> {
  const delivery = await readDeliveryFile(surroundings.workspace, place.file);
  const environments =
    place.environment === null ? delivery.environments : [chooseEnvironment(delivery, place.environment)];
  const recovered: Recovered[] = [];
  for (const environment of environments) {
    recovered.push(await recoverOne(surroundings, { delivery, environment }, place.afterFailure));
  }
  const taken = recovered.filter(({ outcome }) => outcome === 'finished' || outcome === 'failed');
  return {
    version: 1,
    verb: 'recover',
    service: delivery.service,
    found: taken.length,
    recovered: taken.filter(({ outcome }) => outcome === 'finished').length,
    environments: recovered,
  };
}

/** A rollback is a recovery too: only what could not be brought to an end is a failure. */
export function recoverExitCode({ environments }: RecoverAnswer): number {
  return environments.some(({ outcome }) => outcome === 'failed') ? EXIT_CODES.failed : 0;
}

async function recoverOne(
  surroundings: Surroundings,
  chosen: Chosen,
  afterFailure: boolean,
): Promise<Recovered> {
  const { name } = chosen.environment;
  const ledger = await ledgerOf(surroundings, chosen);
  const head = await ledger.head();
  const state = head?.state;
  const quiet = (outcome: Recovered['outcome'], message: string): Recovered => ({
    environment: name,
    outcome,
    message,
    result: null,
  });
  if (state?.rollout == null || !needsWork(state)) {
    if (afterFailure && head !== null) await catchUp(surroundings, chosen, ledger, head);
    return quiet('idle', `nothing is under way in ${name}`);
  }
  const { rollout } = state;
  // A way back that was left is no wait for a person: the target was out of reach.
  if (state.lease === null && rollout.phase.kind !== 'rolling-back') {
    return quiet(
      'waiting',
      `${rollout.release.name} was left ${rollout.phase.kind} for a person; nobody has to recover it`,
    );
  }
  const holder = await holderAtWork(surroundings, state);
  if (holder !== null) return quiet('held', `${rollout.release.name} is rolled out by ${holder}`);
  return assembled(surroundings, chosen, async (assembly) => {
    const result = await takeOver(surroundings, assembly, rollout);
    await writeAfterwards(surroundings, assembly, result);
    return {
      environment: name,
      outcome: await outcomeOf(assembly.ports.ledger, result),
      message: result.message,
      result,
    };
  });
}

async function holderAtWork(surroundings: Surroundings, state: EnvironmentState): Promise<string | null> {
  const probe = await probeOf(surroundings);
  const lease = await heldBy(state, holderOf(surroundings), { probe, clock: surroundings.clock });
  return lease === null ? null : whereabouts(lease.holder);
}

async function takeOver(surroundings: Surroundings, assembly: Assembly, rollout: Rollout): Promise<Result> {
  const order = orderFor(surroundings, assembly, rollout.release);
  const goesBack = assembly.environment.recovery === 'rollback' && rollout.phase.kind !== 'rolling-back';
  // Nothing is left to undo where the old release is being taken away.
  if (!goesBack || rollout.phase.kind === 'finishing' || rollout.phase.kind === 'ended') {
    return conclude(assembly.ports, order);
  }
  const note = 'Its run has died, and the delivery file says to go back then.';
  const answer = await ask(assembly.ports, order, { verb: 'recover', note, to: null });
  // Somebody else was faster, or wrote something first: what is there now counts.
  return answer.kind === 'concluded' ? answer.result : conclude(assembly.ports, order);
}

/** Another run that was faster has it in hand. */
async function outcomeOf(ledger: Ledger, result: Result): Promise<Recovered['outcome']> {
  if (result.reason === 'lock-held') return 'held';
  // It had ended before this run could take it over.
  if (result.reason === 'nothing-to-do') return 'idle';
  const state = (await ledger.head())?.state;
  return state !== undefined && !needsWork(state)
    ? 'finished'
    : result.decision === 'paused'
      ? 'waiting'
      : 'failed';
}

import { ask, LedgerError, TargetError, type Result } from '@glidepath/conductor';
import { emptyState, isUnderWay, objection, type EnvironmentState } from '@glidepath/rollout';
import { writeAfterwards } from './afterwards.ts';
import { assembled, type Assembly } from './assemble.ts';
import { chooseEnvironment, type Chosen } from './delivery-file.ts';
import { orderFor } from './order.ts';
import type { Surroundings } from './surroundings.ts';
import { UserError } from './user-error.ts';

/**
 * Takes back the code behind a flag, once a breach has sent the flag back: that was instant, this takes its time. Never
 * fails: what could not be done is told.
 */
export async function takeBack(
  surroundings: Surroundings,
  { delivery, environment }: Chosen,
  result: Result,
): Promise<void> {
  const { takesBack } = environment;
  if (takesBack === null || result.decision !== 'rolled-back' || result.reason !== 'breach') return;
  const { listener, stop } = surroundings;
  const leave = (why: string): void => listener.note(`${takesBack} is not taken back: ${why}`);
  if (stop.aborted) {
    leave('the run was cancelled');
    return;
  }
  const chosen = { delivery, environment: chooseEnvironment(delivery, takesBack) };
  try {
    await assembled(surroundings, chosen, async (assembly) => {
      const head = await assembly.ports.ledger.head();
      const state = head?.state ?? emptyState(delivery.service, takesBack);
      const why = hindrance(state, result);
      if (why === null) await goBack(surroundings, assembly, state, environment.name);
      else leave(why);
    });
  } catch (error) {
    if (!(error instanceof UserError || error instanceof TargetError || error instanceof LedgerError))
      throw error;
    leave(error.message);
  }
}

/** Why what is live there may not be the code behind the flag, or can't go back. */
function hindrance(state: EnvironmentState, { release }: Result): string | null {
  const { live, rollout } = state;
  if (live === null) return 'nothing is live there';
  if (isUnderWay(rollout)) return `${rollout.release.name} is being rolled out there`;
  if (release.commit === null || live.commit === null)
    return `nobody knows whether ${live.name} is the code behind the flag, its commit is not known`;
  if (release.commit !== live.commit) {
    return `${live.name} was made from commit ${live.commit.slice(0, 12)}, and the flag was rolled out at ${release.commit.slice(0, 12)}`;
  }
  return objection(state, { verb: 'rollback', to: null });
}

async function goBack(
  surroundings: Surroundings,
  assembly: Assembly,
  { rollout, live }: EnvironmentState,
  flagEnvironment: string,
): Promise<void> {
  const { listener } = surroundings;
  if (rollout === null || live === null) return;
  listener.note(`${live.name} in ${assembly.environment.name} is taken back, too`);
  const note = `The flag in front of it has breached in ${flagEnvironment}.`;
  const order = orderFor(surroundings, assembly, rollout.release);
  const answer = await ask(assembly.ports, order, { verb: 'rollback', note, to: null });
  switch (answer.kind) {
    case 'concluded':
      await writeAfterwards(surroundings, assembly, answer.result);
      listener.note(answer.result.message);
      return;
    case 'refused':
      listener.note(`${assembly.environment.name} is not taken back: ${answer.why}`);
      return;
    case 'asked':
    case 'obeyed':
      listener.note(`the run that conducts in ${assembly.environment.name} was asked to take it back`);
  }
}

import { runAction, STEERING_STOPPED, tellSteering, type Runner } from '@glidepath/runner';
import type * as blockVerb from '@glidepath/verbs/block';
import type { BlockAnswer } from '@glidepath/verbs/block';
import { choose } from '@glidepath/verbs/delivery-file';
import type * as steerVerb from '@glidepath/verbs/steer';
import type { SteerAnswer } from '@glidepath/verbs/steer';
import type { Surroundings } from '@glidepath/verbs/surroundings';
import { readInputs, type Input, type Inputs } from './inputs.ts';
import type { Output } from './outputs.ts';

/** What does the work; a test gives its own. */
interface Verbs {
  steer(): Promise<Pick<typeof steerVerb, 'steer' | 'steerExitCode'>>;
  block(): Promise<Pick<typeof blockVerb, 'block' | 'unblock' | 'blockExitCode'>>;
}

const VERBS: Verbs = {
  steer: async () => import('@glidepath/verbs/steer'),
  block: async () => import('@glidepath/verbs/block'),
};

/**
 * One run of the action: asks something of an environment and tells the workflow what came of it. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verbs: Verbs = VERBS,
): Promise<number> {
  return runAction({ runner, entry, stopping: STEERING_STOPPED }, async (here) => {
    const inputs = readInputs(runner);
    // A file that can't be used is told of before what works by it is loaded.
    await choose(here.workspace, inputs);
    const { answer, exitCode } = await here.act((surroundings) => ask(surroundings, inputs, verbs));
    return tellSteering(runner, answer, exitCode, here.samples);
  });
}

async function ask(
  surroundings: Surroundings,
  { verb, reason, until, digest, ...place }: Inputs,
  verbs: Verbs,
): Promise<{ readonly answer: SteerAnswer | BlockAnswer; readonly exitCode: number }> {
  switch (verb) {
    case 'block': {
      const { block, blockExitCode } = await verbs.block();
      const answer = await block(surroundings, { ...place, reason, until });
      return { answer, exitCode: blockExitCode(answer) };
    }
    case 'unblock': {
      const { unblock, blockExitCode } = await verbs.block();
      const answer = await unblock(surroundings, { ...place, reason, digest });
      return { answer, exitCode: blockExitCode(answer) };
    }
    case 'promote':
    case 'promote-fully':
    case 'pause':
    case 'resume':
    case 'abort': {
      const { steer, steerExitCode } = await verbs.steer();
      const answer = await steer(surroundings, { ...place, verb, note: reason, to: null });
      return { answer, exitCode: steerExitCode(answer) };
    }
  }
}

import { runAction, STEERING_STOPPED, tellSteering, type Runner } from '@glidepath/runner';
import { choose } from '@glidepath/verbs/delivery-file';
import type * as steerVerb from '@glidepath/verbs/steer';
import { readInputs, type Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/** What does the work; a test gives its own. */
type Verb = Pick<typeof steerVerb, 'steer' | 'steerExitCode'>;

/**
 * One run of the action: takes an environment back to an earlier release and tells the workflow what came of it. Gives the
 * exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verb: () => Promise<Verb> = async () => import('@glidepath/verbs/steer'),
): Promise<number> {
  return runAction({ runner, entry, stopping: STEERING_STOPPED }, async (here) => {
    const { reason, ...asked } = readInputs(runner);
    // A file that can't be used is told of before what works by it is loaded.
    await choose(here.workspace, asked);
    const { steer, steerExitCode } = await verb();
    const answer = await here.act((surroundings) =>
      steer(surroundings, { ...asked, verb: 'rollback', note: reason }),
    );
    return tellSteering(runner, answer, steerExitCode(answer), here.samples);
  });
}

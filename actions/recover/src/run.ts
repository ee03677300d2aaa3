import { runAction, written, type Runner } from '@glidepath/runner';
import { choose, readDeliveryFile } from '@glidepath/verbs/delivery-file';
import type * as recoverVerb from '@glidepath/verbs/recover';
import { readInputs, type Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/** What does the work; a test gives its own. */
type Verb = Pick<typeof recoverVerb, 'recover' | 'recoverExitCode'>;

/**
 * One run of the action: finishes what nobody conducts any more and tells the workflow what became of it. Gives the exit
 * code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verb: () => Promise<Verb> = async () => import('@glidepath/verbs/recover'),
): Promise<number> {
  const stopping = 'cancelled: the next recovery picks up what is left';
  return runAction({ runner, entry, stopping }, async (here) => {
    const place = readInputs(runner);
    // A file that can't be used is told of before what works by it is loaded.
    if (place.environment === null) await readDeliveryFile(here.workspace, place.file);
    else await choose(here.workspace, place);
    const afterFailure = await runner.followsFailure();
    const { recover, recoverExitCode } = await verb();
    const answer = await here.act((surroundings) => recover(surroundings, { ...place, afterFailure }));
    const { found, recovered, environments } = answer;
    runner.output('found', String(found));
    runner.output('recovered', String(recovered));
    runner.output('result', JSON.stringify(answer));
    for (const { environment, outcome, message } of environments) {
      runner.log(`${environment}: ${message}`);
      if (outcome === 'finished')
        runner.annotate({ level: 'warning', title: `Recovered ${environment}`, message });
      if (outcome === 'failed')
        runner.annotate({ level: 'error', title: `${environment} is not recovered`, message });
    }
    const { renderRecovery } = await import('@glidepath/report');
    await written(runner, 'the summary', () => runner.summarize(renderRecovery(answer)));
    return recoverExitCode(answer);
  });
}

import { runAction, written, type Runner } from '@glidepath/runner';
import { choose } from '@glidepath/verbs/delivery-file';
import type * as gateVerb from '@glidepath/verbs/gate';
import { readInputs, type Input } from './inputs.ts';
import { flagOutputs, type Output } from './outputs.ts';

/** What does the work; a test gives its own. */
type Verb = Pick<typeof gateVerb, 'gate' | 'gateExitCode'>;

/**
 * One run of the action: whether a release could come in now, told to the workflow. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(
  runner: Runner<Input, Output>,
  entry: string,
  verb: () => Promise<Verb> = async () => import('@glidepath/verbs/gate'),
): Promise<number> {
  const stopping = 'cancelled: the gates are not waited for any more';
  return runAction({ runner, entry, stopping }, async (here) => {
    const { onClosed, ...asked } = readInputs(runner);
    // A file that can't be used is told of before what works by it is loaded.
    await choose(here.workspace, asked);
    const { gate, gateExitCode } = await verb();
    const answer = await here.act((surroundings) => gate(surroundings, asked));
    const { open, reason, message, until, environment } = answer;
    runner.output('open', String(open));
    runner.output('reason', reason ?? '');
    runner.output('message', message);
    runner.output('until', until ?? '');
    for (const [name, value] of flagOutputs(answer.flags)) runner.output(name, value);
    runner.output('result', JSON.stringify(answer));
    runner.log(message);
    for (const { key, trouble } of answer.flags.filter((flag) => flag.open && flag.trouble !== null)) {
      const why = `${trouble?.message}; it counts as open`;
      runner.annotate({ level: 'warning', title: `The flag ${key} could not be evaluated`, message: why });
    }
    // Whoever only reads flags takes one that is off for an answer.
    const asAnswer =
      onClosed === 'pass' && asked.onlyFlags && answer.refusals.every((one) => one.reason === 'flag');
    if (!open && !asAnswer) {
      const level = onClosed === 'fail' ? 'error' : 'warning';
      runner.annotate({ level, title: `${environment} is closed`, message });
    }
    const { renderGate } = await import('@glidepath/report');
    await written(runner, 'the summary', () => runner.summarize(renderGate(answer)));
    return onClosed === 'pass' ? 0 : gateExitCode(answer);
  });
}

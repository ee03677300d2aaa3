import { runAction, type Runner } from '@glidepath/runner';
import { prepare } from '@glidepath/verbs/prepare';
import { readInputs, type Input } from './inputs.ts';
import type { Output } from './outputs.ts';

/**
 * One run of the action: inputs, delivery, then outputs, summary and annotations. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(runner: Runner<Input, Output>, entry: string): Promise<number> {
  return runAction(
    {
      runner,
      entry,
      stopping: 'cancelled: the rollout is left as the delivery file says (on: cancel)',
      failed({ verdict }) {
        if (verdict === null) return;
        runner.output('decision', verdict.decision);
        runner.output('reason', verdict.reason);
      },
    },
    async (here) => {
      const inputs = readInputs(runner, here);
      const prepared = await prepare(here, inputs);
      // The conductor and the adapters: only a delivery that can begin needs them.
      const { deliver } = await import('./deliver.ts');
      return deliver(runner, here, inputs, prepared);
    },
  );
}

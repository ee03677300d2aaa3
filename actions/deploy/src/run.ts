import { stopOnSignals } from '@glidepath/verbs/edge';
import { failureOf } from '@glidepath/verbs/failure';
import { prepare } from '@glidepath/verbs/prepare';
import { readInputs } from './inputs.ts';
import { reportPlace } from './report-place.ts';
import type { Runner } from './runner.ts';

/**
 * One run of the action: inputs, delivery, then outputs, summary and annotations. Gives the exit code.
 * @param entry the `import.meta.url` of the file that was started
 */
export async function run(runner: Runner, entry: string): Promise<number> {
  const signals = stopOnSignals((again) => runner.log(again ? STILL_STOPPING : STOPPING));
  try {
    const { env } = runner;
    const inputs = readInputs((name) => runner.input(name));
    const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
    const report = reportPlace(inputs.report, workspace, env);
    const record = reportPlace(inputs.record, workspace, env, 'record');
    const prepared = await prepare({ workspace, env }, inputs);
    // The conductor and the adapters: only a delivery that can begin needs them.
    const { deliver } = await import('./deliver.ts');
    return await deliver({ runner, workspace, report, record, prepared, entry, stop: signals.stop });
  } catch (error) {
    return refuse(runner, error);
  } finally {
    signals.release();
  }
}

/** Nothing was delivered: why, at the place in the delivery file where there is one. */
function refuse(runner: Runner, error: unknown): number {
  const { kind, message, diagnostics, exitCode, verdict, stack } = failureOf(error);
  for (const { file, line, column, what, why, mend } of diagnostics) {
    const said = [what, why, mend].filter((clause) => clause !== undefined).join(', ');
    runner.annotate({ level: 'error', title: 'Delivery file', message: said, place: { file, line, column } });
    runner.log(`${file}:${line}:${column}: ${said}`);
  }
  if (diagnostics.length === 0) runner.annotate({ level: 'error', title: TITLES[kind], message });
  if (verdict !== null) {
    runner.output('decision', verdict.decision);
    runner.output('reason', verdict.reason);
  }
  if (runner.env['GLIDEPATH_DEBUG'] === '1' && stack !== null) runner.log(stack);
  return exitCode;
}

const TITLES: Readonly<Record<ReturnType<typeof failureOf>['kind'], string>> = {
  input: 'An input can not be used',
  trouble: 'The delivery could not begin',
  cancelled: 'Cancelled',
  defect: 'This is a defect in Glidepath: set GLIDEPATH_DEBUG to 1 to see where, and report it',
};

const STOPPING = 'cancelled: the rollout is left as the delivery file says (on: cancel)';
const STILL_STOPPING = 'still at it; whatever is left undone, the next run picks up';

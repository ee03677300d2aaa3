import type { Failure } from '@glidepath/verbs/failure';
import type { Runner } from './runner.ts';

/** Nothing was done: tells why, at the place in a file where there is one. Gives the exit code. */
export function refuse(runner: Pick<Runner, 'annotate' | 'env' | 'log'>, failure: Failure): number {
  const { kind, message, diagnostics, exitCode, stack } = failure;
  for (const { file, line, column, what, why, mend } of diagnostics) {
    const said = [what, why, mend].filter((clause) => clause !== undefined).join(', ');
    runner.annotate({
      level: 'error',
      title: kind === 'input' ? 'Delivery file' : 'The build failed',
      message: said,
      place: { file, line, column },
    });
    runner.log(`${file}:${line}:${column}: ${said}`);
  }
  if (diagnostics.length === 0) runner.annotate({ level: 'error', title: TITLES[kind], message });
  if (runner.env['GLIDEPATH_DEBUG'] === '1' && stack !== null) runner.log(stack);
  return exitCode;
}

const TITLES: Readonly<Record<Failure['kind'], string>> = {
  input: 'An input can not be used',
  trouble: 'It could not be done',
  cancelled: 'Cancelled',
  defect: 'This is a defect in Glidepath: set GLIDEPATH_DEBUG to 1 to see where, and report it',
};

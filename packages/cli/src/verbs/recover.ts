import { recover as recoverAll, recoverExitCode, type Recovered } from '@glidepath/verbs/recover';
import type { Context } from '../context.ts';
import { columns, printable } from '../text/layout.ts';

export async function recover(context: Context): Promise<number> {
  const { terminal, json, file, environment } = context;
  const answer = await context.conducting((surroundings) =>
    recoverAll(surroundings, { file, environment, afterFailure: true }),
  );
  const { green, red, dim } = terminal.outColours;
  const signs: Readonly<Record<Recovered['outcome'], string>> = {
    idle: dim('–'),
    held: dim('…'),
    waiting: dim('‖'),
    finished: green('✓'),
    failed: red('✗'),
  };
  const rows = answer.environments.map((one) => [
    signs[one.outcome],
    one.environment,
    one.outcome,
    printable(one.message),
  ]);
  terminal.out(json ? JSON.stringify(answer) : columns(rows));
  return recoverExitCode(answer);
}

import { init as initRepository } from '@glidepath/verbs/init';
import type { Context } from '../context.ts';
import { printable } from '../text/layout.ts';

export interface InitFlags {
  readonly force?: boolean;
  readonly cluster?: boolean;
  readonly context?: string;
  readonly workload?: string;
  readonly prometheus?: string;
}

export async function init(
  { terminal, json, workspace, env, file, environment }: Context,
  { force = false, cluster = true, context, workload, prometheus }: InitFlags,
): Promise<number> {
  const answer = await initRepository(
    { workspace, env },
    {
      file,
      environment,
      force,
      cluster: cluster
        ? { context: context ?? null, workload: workload ?? null, prometheus: prometheus ?? null }
        : null,
    },
  );
  if (json) {
    terminal.out(JSON.stringify(answer));
    return 0;
  }
  const { bold, green } = terminal.outColours;
  terminal.out(
    [
      ...answer.written.map((path) => `${green('wrote')} ${path}`),
      '',
      bold('Found'),
      ...answer.found.map((line) => `  ${printable(line)}`),
      '',
      bold('Left to do'),
      ...answer.todo.map((line, index) => `  ${index + 1}. ${printable(line)}`),
    ].join('\n'),
  );
  return 0;
}

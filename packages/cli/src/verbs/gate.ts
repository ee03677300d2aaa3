import { gate as askGates, gateExitCode } from '@glidepath/verbs/gate';
import type { Context } from '../context.ts';
import { lengthOf } from '../length.ts';
import { printable } from '../text/layout.ts';

export interface GateFlags {
  readonly release?: string;
  readonly commit?: string;
  readonly digest?: string;
  readonly override?: string;
  readonly wait: string;
}

export async function gate(context: Context, flags: GateFlags): Promise<number> {
  const { terminal, json, file, environment } = context;
  const options = {
    file,
    environment,
    release: flags.release ?? null,
    commit: flags.commit ?? null,
    digest: flags.digest ?? null,
    override: flags.override ?? null,
    waitMs: lengthOf('--wait', flags.wait),
  };
  const answer = await context.conducting((surroundings) => askGates(surroundings, options));
  const { green, red } = terminal.outColours;
  if (json) terminal.out(JSON.stringify(answer));
  else if (answer.open) terminal.out(`${green('open:')} ${printable(answer.message)}`);
  else
    terminal.out(answer.refusals.map(({ message }) => `${red('closed:')} ${printable(message)}`).join('\n'));
  return gateExitCode(answer);
}

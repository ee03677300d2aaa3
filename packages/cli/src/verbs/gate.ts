import { askedFlags } from '@glidepath/verbs/asked-flags';
import { gate as askGates, gateExitCode, type FlagSeen } from '@glidepath/verbs/gate';
import type { Context } from '../context.ts';
import { lengthOf } from '../length.ts';
import { columns, printable } from '../text/layout.ts';

export interface GateFlags {
  readonly release?: string;
  readonly commit?: string;
  readonly digest?: string;
  readonly flag?: readonly string[];
  readonly onlyFlags?: boolean;
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
    flags: askedFlags('--flag', flags.flag ?? []),
    onlyFlags: flags.onlyFlags ?? false,
    override: flags.override ?? null,
    waitMs: lengthOf('--wait', flags.wait),
  };
  const answer = await context.conducting((surroundings) => askGates(surroundings, options));
  if (json) {
    terminal.out(JSON.stringify(answer));
    return gateExitCode(answer);
  }
  const { green, red } = terminal.outColours;
  if (answer.open) terminal.out(`${green('open:')} ${printable(answer.message)}`);
  else
    terminal.out(answer.refusals.map(({ message }) => `${red('closed:')} ${printable(message)}`).join('\n'));
  if (answer.flags.length > 0) terminal.out(columns([HEAD, ...answer.flags.map(row)]));
  return gateExitCode(answer);
}

const HEAD = ['flag', 'value', 'variant', 'reason', 'stands'];

function row({ key, value, variant, reason, open, trouble }: FlagSeen): readonly string[] {
  const text = JSON.stringify(value);
  const said = text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
  return [
    key,
    trouble === null ? said : `unknown: ${trouble.code}`,
    variant ?? '',
    reason ?? '',
    open ? 'open' : 'closed',
  ].map(printable);
}
/** The whole is in the JSON. */
const LONGEST_VALUE = 100;

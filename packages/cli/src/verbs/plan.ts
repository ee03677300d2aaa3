import { systemClock } from '@glidepath/conductor';
import { parsePercent, type Percent } from '@glidepath/model';
import { userName } from '@glidepath/verbs/edge';
import { plan as planDelivery } from '@glidepath/verbs/plan';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';
import { planText } from '../text/plan.ts';

export interface PlanFlags {
  readonly rps?: number;
  readonly baseRate?: string;
  readonly offline?: boolean;
  readonly digest?: string;
}

export async function plan(
  { terminal, json, workspace, env, file, environment }: Context,
  { rps, baseRate, offline = false, digest }: PlanFlags,
): Promise<number> {
  const { answer, yaml } = await planDelivery(
    { workspace, env, user: userName(), clock: systemClock, mask: () => {} },
    {
      file,
      environment,
      rps: rps ?? null,
      baseRate: baseRate === undefined ? null : share(baseRate),
      offline,
      digest: digest ?? null,
    },
  );
  terminal.out(json ? JSON.stringify(answer) : planText(answer, yaml, terminal.outColours));
  return 0;
}

function share(text: string): Percent {
  const read = parsePercent(text);
  if (read.ok && read.value < 100) return read.value;
  const fault = read.ok ? { what: `is ${text}`, mend: 'write less than 100%, such as 0.5%' } : read.fault;
  throw new UserError(['--base-rate', [fault.what, fault.mend].join(', ')].join(' '));
}

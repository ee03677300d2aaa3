import { resolve } from 'node:path';
import { parsePercent, type Percent } from '@glidepath/model';
import { simulate as simulateRollouts, type TrafficSource } from '@glidepath/verbs/simulate';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';
import { simulateText } from '../text/simulate.ts';
import { countsOf, rangeOf, type RangeFlags } from './recorded-flags.ts';

export interface SimulateFlags extends RangeFlags {
  readonly rps?: number;
  readonly counters?: string;
  readonly counts?: string;
  readonly baseRate?: string;
  readonly rollouts: number;
  readonly seed: number;
  readonly report?: string;
  readonly markdown?: string;
}

export async function simulate(context: Context, flags: SimulateFlags): Promise<number> {
  const { terminal, json, workspace, file, environment } = context;
  const traffic = trafficOf(context, flags);
  const startedAt = performance.now();
  const { answer, threads } = await simulateRollouts(workspace, {
    file,
    environment,
    traffic,
    baseRate: flags.baseRate === undefined ? null : rateOf(flags.baseRate),
    rollouts: flags.rollouts,
    seed: flags.seed,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const all = (answer.releases.length * answer.rollouts).toLocaleString('en');
  terminal.note(`${all} rollouts in ${seconds} s on ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  if (flags.report !== undefined || flags.markdown !== undefined) {
    const { writeMarkdown, writePage } = await import('@glidepath/verbs/simulate-files');
    if (flags.report !== undefined) await writePage(resolve(workspace, flags.report), '--report', answer);
    if (flags.markdown !== undefined)
      await writeMarkdown(resolve(workspace, flags.markdown), '--markdown', answer);
  }
  terminal.out(json ? JSON.stringify(answer) : simulateText(answer, terminal.outColours));
  return 0;
}

function trafficOf({ env }: Context, flags: SimulateFlags): TrafficSource {
  const { rps, counters, prometheus, queryTotal, queryBad } = flags;
  const given = [rps, counters, prometheus].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new UserError(
      given.length === 0
        ? 'no traffic is given, write --rps 50, --counters traffic.csv, or --prometheus with its two queries'
        : '--rps, --counters and --prometheus exclude each other, leave all but one out',
    );
  }
  if (rps !== undefined) return { kind: 'rps', rps };
  if (counters !== undefined)
    return { kind: 'counters', file: counters, counts: countsOf(flags.counts, 'since-last') };
  if (prometheus === undefined || queryTotal === undefined || queryBad === undefined) {
    throw new UserError(
      '--prometheus needs --query-total and --query-bad: the counters of all requests and of the bad ones',
    );
  }
  return {
    kind: 'prometheus',
    range: rangeOf(prometheus, flags, { since: '1d', step: '1m' }, env, Date.now()),
    total: queryTotal,
    bad: queryBad,
  };
}

function rateOf(text: string): Percent {
  const read = parsePercent(text);
  if (read.ok && read.value < 100) return read.value;
  const fault = read.ok ? { what: `is ${text}`, mend: 'write less than 100%, such as 0.5%' } : read.fault;
  throw new UserError(['--base-rate', [fault.what, fault.mend].join(', ')].join(' '));
}

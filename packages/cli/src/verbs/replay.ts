import { resolve } from 'node:path';
import { parsePercent } from '@glidepath/model';
import {
  parseMargin,
  replay as replayCounters,
  type Overrides,
  type ReplaySource,
} from '@glidepath/verbs/replay';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';
import { replayText } from '../text/replay.ts';
import { countsOf, lengthOf, rangeOf, type RangeFlags } from './recorded-flags.ts';

export interface ReplayFlags extends RangeFlags {
  readonly counts?: string;
  readonly split?: string;
  readonly candidate?: string;
  readonly stable?: string;
  readonly sli?: string;
  readonly alpha?: string;
  readonly beta?: string;
  readonly warmUp?: string;
  readonly rollbackMargin?: string;
  readonly promotionMargin?: string;
  readonly report?: string;
}

/** @param placeGiven whether the user named a delivery file or an environment: then that says what to judge by */
export async function replay(
  context: Context,
  file: string | undefined,
  flags: ReplayFlags,
  placeGiven: boolean,
): Promise<number> {
  const { terminal, json, workspace, environment } = context;
  const otherwise = { file: context.file, environment };
  const answer = await replayCounters(workspace, {
    source: sourceOf(context, file, flags),
    place: placeGiven ? otherwise : null,
    otherwise,
    overrides: overridesOf(flags),
  });
  if (flags.report !== undefined) {
    const { writeReplayPage } = await import('@glidepath/verbs/simulate-files');
    await writeReplayPage(resolve(workspace, flags.report), '--report', answer);
  }
  terminal.out(json ? JSON.stringify(answer) : replayText(answer, terminal.outColours));
  return 0;
}

function sourceOf({ env }: Context, file: string | undefined, flags: ReplayFlags): ReplaySource {
  const { prometheus, queryTotal, queryBad, split, candidate, stable, sli } = flags;
  if (file !== undefined && prometheus !== undefined)
    throw new UserError('a file and --prometheus exclude each other, leave one out');
  if (file !== undefined) return { kind: 'file', file, counts: countsOf(flags.counts, 'since-start') };
  if (prometheus === undefined)
    throw new UserError('nothing to replay is given, write a CSV file or --prometheus with its queries');
  if (
    queryTotal === undefined ||
    queryBad === undefined ||
    split === undefined ||
    candidate === undefined ||
    stable === undefined
  ) {
    throw new UserError(
      '--prometheus needs --query-total and --query-bad, and --split, --candidate and --stable to tell the releases apart',
    );
  }
  return {
    kind: 'prometheus',
    counters: {
      range: rangeOf(prometheus, flags, { since: '1h', step: '5s' }, env, Date.now()),
      total: queryTotal,
      bad: queryBad,
      split,
      candidate,
      stable,
      sli: sli ?? null,
    },
  };
}

function overridesOf(flags: ReplayFlags): Overrides {
  const { alpha, beta, warmUp, rollbackMargin, promotionMargin } = flags;
  return {
    alpha: alpha === undefined ? null : chanceOf('--alpha', alpha),
    beta: beta === undefined ? null : chanceOf('--beta', beta),
    warmUpMs: warmUp === undefined ? null : lengthOf('--warm-up', warmUp),
    rollback: rollbackMargin === undefined ? null : parseMargin('--rollback-margin', rollbackMargin),
    promotion: promotionMargin === undefined ? null : parseMargin('--promotion-margin', promotionMargin),
  };
}

/** As in the delivery file: above 0 % and up to 50 %. */
function chanceOf(flag: string, text: string): number {
  const read = parsePercent(text);
  if (!read.ok) throw new UserError(`${flag} ${read.fault.what}, ${read.fault.mend}`);
  if (read.value > 0 && read.value <= 50) return read.value / 100;
  throw new UserError(`${flag} is ${text}, write a chance above 0% and up to 50%, such as 1%`);
}

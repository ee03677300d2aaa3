import { waveText } from '@glidepath/rollout';
import type { HolderStatus, RolloutStatus, StatusAnswer, TargetStatus } from '@glidepath/verbs/status';
import type { Colours } from '../terminal.ts';
import { columns, moment, printable, releaseText, weightText } from './layout.ts';

/** Where a service stands, for people. */
export function statusText(answer: StatusAnswer, { bold, dim, yellow }: Colours): string {
  const { live, previous, rollout, holder, target, ledger, blocked } = answer;
  const rows: (readonly [string, string] | null)[] = [
    ['live', live === null ? 'nothing' : releaseText(live)],
    previous === null ? null : ['before', releaseText(previous)],
    rollout === null ? null : ['rollout', rolloutText(rollout)],
    rollout?.request == null ? null : ['asked', requestText(rollout.request)],
    target === null ? null : ['target', targetText(target, rollout)],
    holder === null ? null : ['held by', holderText(holder)],
    blocked.length === 0 ? null : ['blocked', blocked.map(({ digest }) => digest.slice(0, 19)).join(', ')],
    answer.closed === null ? null : ['closed', closureText(answer.closed)],
    ['ledger', `${ledger.ref} ${ledger.entry?.slice(0, 12) ?? '(empty)'}`],
    ['next', yellow(printable(answer.next))],
  ];
  return [
    bold(`${answer.service} in ${answer.environment}`),
    columns(rows.flatMap((row) => (row === null ? [] : [['', dim(row[0]), row[1]]]))),
  ].join('\n');
}

function rolloutText({
  release,
  strategy,
  phase,
  step,
  weight,
  wave,
  pausedFor,
  decision,
  reason,
  since,
}: RolloutStatus): string {
  const where = [
    ...(phase === 'step' ? [] : [`${phase}${pausedFor === null ? '' : ` (${pausedFor})`}`]),
    ...(step === null ? [] : [`step ${step.number} of ${step.of}`]),
  ];
  const what =
    decision === null
      ? `${where.join(', ')} at ${weightText(weight)}${wave === null ? '' : ` (${printable(waveText(wave, weightText(wave.weight)))})`}`
      : `${decision} (${reason ?? 'no reason'})`;
  return `${releaseText(release)}: ${strategy}, ${what}, since ${moment(since)}`;
}

function closureText({ actor, reason, at, until }: NonNullable<StatusAnswer['closed']>): string {
  const end = until === null ? 'until somebody unblocks it' : `until ${moment(until)}`;
  return printable(`by ${actor} at ${moment(at)}, ${end}${reason === '' ? '' : `: ${reason}`}`);
}

function requestText({ verb, actor, note }: NonNullable<RolloutStatus['request']>): string {
  return printable(`${verb} by ${actor}${note === '' ? '' : `: ${note}`}, not done yet`);
}

/** What is on the wire beside what is recorded. */
export function targetText(target: TargetStatus, rollout: RolloutStatus | null): string {
  if (target.trouble !== null) return `can not be asked: ${printable(target.trouble)}`;
  const { settled, weight, note, failure } = target;
  if (failure !== null) return printable(failure);
  const state = settled ? 'as recorded' : 'not yet as recorded';
  if (weight === null || rollout === null) return `${state}: ${printable(note)}`;
  const traffic =
    weight === rollout.weight
      ? `${weightText(weight)} on the wire`
      : `${weightText(weight)} on the wire, ${weightText(rollout.weight)} by the ledger`;
  return `${state}: ${traffic}; ${printable(note)}`;
}

function holderText({ actor, url, pid, host, presence, holds, expiresAt }: HolderStatus): string {
  const who = printable(`${actor} (${url ?? `process ${pid} on ${host}`})`);
  switch (presence) {
    case 'alive':
      return `${who}, at work`;
    case 'dead':
      return `${who}, dead: the hold is free`;
    case 'unknown':
      return holds
        ? `${who}, which can not be seen from here; the hold ends at ${moment(expiresAt)}`
        : `${who}, silent for too long: the hold is free`;
  }
}

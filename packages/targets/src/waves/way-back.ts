import type { TargetError } from '@glidepath/conductor';
import type { Desired, TargetView } from '@glidepath/rollout';
import { askAll, troubleOf, type Answer, type Member } from './together.ts';

type Only = Extract<Desired, { kind: 'only' }>;

/**
 * Asks for one release in all targets. Where another still has traffic that is a way back: the last wave goes first, and
 * each one is there before the one before it is touched. What can't be asked, or fails, holds up none of the others: where
 * users are, they are got out. Once the release has all traffic everywhere, all are tidied at once.
 * @throws TargetError that names those that can't be asked, after all others were
 */
export async function bringOnly(
  members: readonly Member[],
  desired: Only,
  ask: (member: Member) => Promise<void>,
): Promise<void> {
  const seen = await askAll(members, async ({ target }) => target.observe(desired));
  const asked: Answer<void>[] = [];
  if (seen.every(servesAll)) asked.push(...(await askAll(members, ask)));
  else {
    for (const wave of wavesFromLast(members)) {
      const mine = members.filter((member) => member.wave === wave);
      const answers = await askAll(mine, ask);
      asked.push(...answers);
      const refused = new Set(answers.flatMap((each) => (each.kind === 'trouble' ? [each.member] : [])));
      const late = seen.filter(({ member }) => member.wave === wave && !refused.has(member));
      if (!late.every(holdsUpNobody)) break;
    }
  }
  const trouble = troubleBeside(asked, seen);
  if (trouble !== null) throw trouble;
}

/** A refusal is the end only where there is nothing left that could go back. */
export function troubleBeside(
  asked: readonly Answer<unknown>[],
  seen: readonly Answer<TargetView>[],
): TargetError | null {
  const refused = new Set(asked.flatMap((each) => (each.kind === 'trouble' ? [each.member] : [])));
  const others = seen.filter(({ member }) => !refused.has(member));
  const areThere = others.every((each) => each.kind === 'answer' && each.value.settled);
  return troubleOf(asked, (errors) => areThere && errors.every(({ final }) => final));
}

function wavesFromLast(members: readonly Member[]): readonly number[] {
  return [...new Set(members.map(({ wave }) => wave))].toSorted((a, b) => b - a);
}

function servesAll(each: Answer<TargetView>): boolean {
  return each.kind === 'answer' && (each.value.settled || each.value.weight === 100);
}

function holdsUpNobody(each: Answer<TargetView>): boolean {
  return each.kind === 'trouble' || each.value.settled || each.value.failure !== null;
}

import { TargetError, type Artifact, type Target } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import { sumOf, type Counter } from './counters.ts';
import { allOf, askAll, troubleOf, type Member } from './together.ts';
import { viewOf } from './view.ts';
import { bringOnly, troubleBeside } from './way-back.ts';
import { wavesTouched, wishFor } from './wishes.ts';

export type { Member } from './together.ts';

/**
 * Several targets of one engine, in waves, as one target. It keeps nothing in mind: what it does next follows from the wish
 * and from what is seen.
 */
export function createWavesTarget(members: readonly Member[]): Target {
  const waves = 1 + Math.max(...members.map(({ wave }) => wave));
  return {
    async acquire(wanted) {
      return agreed(allOf(await askAll(members, async ({ target }) => target.acquire(wanted))));
    },

    async standing() {
      return common(allOf(await askAll(members, async ({ target }) => target.standing())));
    },

    async apply(desired, fence, restore) {
      const wishes = new Map(members.map((member) => [member, wishFor(desired, member.wave, waves)]));
      const ask = async (member: Member): Promise<void> =>
        member.target.apply(wishes.get(member) ?? desired, fence, restore);
      if (desired.kind === 'only') return bringOnly(members, desired, ask);
      const trouble = troubleOf(await askAll(members, ask));
      if (trouble !== null) throw trouble;
    },

    async observe(desired) {
      const touched = members.filter(({ wave }) => wave < wavesTouched(desired, waves));
      const answers = await askAll(touched, async ({ wave, target }) =>
        target.observe(wishFor(desired, wave, waves)),
      );
      const trouble = desired.kind === 'only' ? troubleBeside(answers, answers) : troubleOf(answers);
      if (trouble !== null) throw trouble;
      return viewOf(desired, allOf(answers), members.length, waves);
    },

    counters: countersOf(members),
    ...templatesOf(members),

    async close() {
      await Promise.all(members.map(async ({ target }) => target.close()));
    },
  };
}

/** The same artifact, wherever it is. */
function agreed(all: readonly Found<Artifact>[]): Artifact {
  const [first] = all;
  if (first === undefined) throw new TargetError('There is no target.', true);
  const other = all.find(({ value }) => value.digest !== first.value.digest);
  if (other !== undefined)
    throw new TargetError(
      `${first.member.name} would get ${first.value.digest.slice(0, 19)} and ${other.member.name} ${other.value.digest.slice(0, 19)}: targets of one environment get the same release. Give them the same artifact, or an environment each.`,
      true,
    );
  return {
    digest: first.value.digest,
    name: all.find(({ value }) => value.name !== null)?.value.name ?? null,
  };
}

/** What serves in all of them. */
function common(all: readonly Found<Release | null>[]): Release | null {
  const [first] = all;
  if (first === undefined || all.every(({ value }) => value?.digest === first.value?.digest))
    return first?.value ?? null;
  const each = all.map(({ member, value }) => `${member.name} serves ${nameOf(value)}`).join(', ');
  throw new TargetError(
    `The targets do not serve the same release: ${each}. Nobody knows where a rollout would go back to; bring them to one release first.`,
    true,
  );
}

interface Found<T> {
  readonly member: Member;
  readonly value: T;
}

function nameOf(release: Release | null): string {
  return release === null ? 'nothing' : `${release.name} (${release.digest.slice(0, 19)})`;
}

function countersOf(members: readonly Member[]): Target['counters'] {
  const counting = members.flatMap(({ name, target: { counters } }): readonly Counter[] =>
    counters === null ? [] : [{ name, source: counters }],
  );
  return counting.length === members.length ? sumOf(counting) : null;
}

/** Not there where none of them has one. */
function templatesOf(members: readonly Member[]): Pick<Target, 'templates'> {
  const able = members.filter(({ target }) => target.templates !== undefined);
  if (able.length === 0) return {};
  return {
    async templates() {
      const found = await askAll(able, async ({ target }) => (await target.templates?.()) ?? []);
      return allOf(found).flatMap(({ value }) => value);
    },
  };
}

import { percent } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import type { Member } from './together.ts';
import { wavesTouched } from './wishes.ts';

export interface Seen {
  readonly member: Member;
  readonly value: TargetView;
}

/**
 * What several targets were seen to do, as one.
 * @param seen those that the wish touches
 * @param all how many targets there are
 * @param of how many waves
 */
export function viewOf(desired: Desired, seen: readonly Seen[], all: number, of: number): TargetView {
  const failures = seen.flatMap(({ member, value }) =>
    value.failure === null ? [] : [`${member.name}: ${value.failure}`],
  );
  const foreign = seen.find(({ value }) => value.foreign !== null);
  const sum = seen.reduce((total, { value }) => total + value.weight, 0);
  return {
    settled: seen.every(({ value }) => value.settled),
    failure: failures.length === 0 ? null : failures.join('; '),
    weight: percent(Math.min(100, Math.round((sum / all) * 1e6) / 1e6)),
    foreign:
      foreign?.value.foreign == null
        ? null
        : { ...foreign.value.foreign, what: `${foreign.member.name}: ${foreign.value.foreign.what}` },
    note: noteOf(desired, seen, of),
  };
}

/** "wave 2 of 3, us-1: 1 of 2 ready": those that are not there yet, of the wave that is at work. */
function noteOf(desired: Desired, seen: readonly Seen[], of: number): string {
  const late = seen.filter(({ value }) => !value.settled);
  const notes = (some: readonly Seen[]): string =>
    some.map(({ member, value }) => `${member.name}: ${value.note}`).join('; ');
  switch (desired.kind) {
    case 'split': {
      // A first release comes to all at once.
      if (desired.stable === null) return notes(late.length === 0 ? seen : late);
      const wave = late.length === 0 ? wavesTouched(desired, of) - 1 : latest(late);
      return inWave(wave, late.length === 0 ? seen : late);
    }
    case 'only':
      return late.length === 0 ? notes(seen) : inWave(latest(late), late);
    case 'none':
      return notes(late.length === 0 ? seen : late);
  }
  function inWave(wave: number, some: readonly Seen[]): string {
    return `wave ${wave + 1} of ${of}, ${notes(some.filter(({ member }) => member.wave === wave))}`;
  }
}

function latest(some: readonly Seen[]): number {
  return Math.max(...some.map(({ member }) => member.wave));
}

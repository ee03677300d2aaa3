import { TargetError, type Target } from '@glidepath/conductor';
import { percent, type UnleashTargetSpec } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { personsWord } from '../persons-word.ts';
import { FlagApi } from './admin-api.ts';
import { AdminCalls, type AdminContext } from './admin-call.ts';
import { isOnForAll, publicOthers, type FlagState } from './flag-state.ts';
import { goalOf, nextOf, type Goal, type Interference } from './goal.ts';
import { markOf } from './own-strategy.ts';
import { patiently } from './patience.ts';
import { checkRights } from './rights.ts';
import { releaseOf, sidesOf } from './sides.ts';
import { interferenceText, nameOf, shareOf, standText } from './words.ts';

export interface UnleashTargetOptions extends AdminContext {
  readonly spec: UnleashTargetSpec;
}

/** The way to any goal is shorter; who needs more is working against somebody. */
const MOST_WRITES = 8;

/**
 * A flag of Unleash, rolled out by the percentage of one strategy that is Glidepath's own. The two releases are the flag's
 * sides. All that has to be known from one run to the next stands in Unleash.
 */
export function createUnleashTarget({ spec, ...context }: UnleashTargetOptions): Target {
  const { flag, server } = spec;
  const calls = new AdminCalls(server, context);
  const api = new FlagApi(calls, spec);
  const sides = sidesOf(spec);
  const place = `${flag} in ${server.environment}`;

  return {
    async acquire(wanted) {
      if (wanted === sides.off.digest) return sides.off;
      if (wanted !== null && wanted !== sides.on.digest)
        throw new TargetError(
          `${wanted} is no side of the flag ${flag}; ${sides.on.digest} is on, ${sides.off.digest} is off.`,
          true,
        );
      if (wanted === null) await patiently(checkAll);
      return sides.on;
    },

    async standing() {
      const look = await patiently(async () => api.look());
      if (look.kind === 'gone') throw new TargetError(`${look.why} ${MEND_GONE}`, true);
      return releaseOf(sides[sideOf(look.state)]);
    },

    async apply(desired) {
      const goal = goalOf(desired, sides);
      const passage = { turnedOn: false };
      await patiently(async () => bringAbout(goal, passage));
    },

    async observe(desired) {
      const goal = goalOf(desired, sides);
      const look = await patiently(async () => api.look());
      if (look.kind === 'gone') {
        const off = goal.kind === 'off';
        const foreign = off ? null : personsWord(look.why);
        return { settled: off, failure: null, weight: weightOf(0, desired), foreign, note: look.why };
      }
      const { state } = look;
      const next = nextOf(state, goal, spec);
      const weight = weightOf(shareOf(state), desired);
      const note = `${flag} is ${standText(state, spec)}`;
      const foreign =
        next.kind === 'wrong' ? personsWord(await told(next.what), next.what.kind === 'killed') : null;
      return { settled: next.kind === 'done', failure: null, weight, foreign, note };
    },

    // Unleash counts evaluations, not what became of them.
    counters: null,

    async close() {},
  };

  /** All that would keep a rollout from its end, while nothing is changed yet. */
  async function checkAll(): Promise<void> {
    const look = await api.look();
    if (look.kind === 'gone') throw new TargetError(`${look.why} ${MEND_GONE}`, true);
    await checkRights(calls, server);
    // A rollout under way tells by itself what is wrong, and must be able to go back.
    if (look.state.ours.some((one) => (markOf(one) ?? 0) > 0) || isOnForAll(look.state)) return;
    const next = nextOf(look.state, { kind: 'share', share: 0, start: true }, spec);
    if (next.kind === 'wrong') throw new TargetError(await told(next.what), true);
  }

  /** The side that everybody has but for those whom strategies name. */
  function sideOf(state: FlagState): 'on' | 'off' {
    if (!state.enabled) return 'off';
    if (isOnForAll(state)) return 'on';
    const [partly] = [...publicOthers(state), ...state.ours.filter(({ rollout }) => rollout !== 0)];
    if (partly === undefined) return 'off';
    throw new TargetError(
      `${place} is on for a part of the users by the strategy ${nameOf(partly)}: a rollout is under way there that Glidepath does not know of. Finish it in Unleash: turn the flag off, or give it to everybody.`,
      true,
    );
  }

  /** Writes and looks, until it is as it should be or somebody else made something of it that is not undone here. */
  async function bringAbout(goal: Goal, passage: { turnedOn: boolean }): Promise<void> {
    for (let writes = 0; writes < MOST_WRITES; writes++) {
      const look = await api.look();
      if (look.kind === 'gone') return;
      const next = nextOf(look.state, goal, spec);
      switch (next.kind) {
        case 'done':
          return;
        case 'wrong':
          // Where a strategy went away in between, Unleash has turned it on for everybody.
          if (passage.turnedOn && look.state.enabled) await api.write({ kind: 'turn', to: 'off' });
          return;
        case 'write':
          passage.turnedOn ||= next.write.kind === 'turn' && next.write.to === 'on';
          await api.write(next.write);
      }
    }
    throw new TargetError(`Somebody else keeps changing ${place} at the same time; look at its event log.`);
  }

  async function told(what: Interference): Promise<string> {
    return interferenceText(what, await api.changes(), spec);
  }

  /** The share of the release that is to have it: the candidate's in a split, else that of the only one. */
  function weightOf(share: number, desired: Desired): ReturnType<typeof percent> {
    if (desired.kind === 'none') return percent(0);
    const release = desired.kind === 'split' ? desired.candidate : desired.release;
    return percent(release.digest === sides.on.digest ? share : 100 - share);
  }
}
const MEND_GONE = 'Revive it in Unleash, or name another flag.';

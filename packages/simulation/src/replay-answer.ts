import type { LookAnswer, ReplayAnswer } from './answers.ts';
import { finite, replay, turningPoints, type Recording, type ReplayedLook } from './replay.ts';

/**
 * A recording judged again and told.
 * @param asked with other settings or SLIs; null: those of the recording
 */
export function replayAnswer(
  source: string,
  recording: Recording,
  asked: Pick<Recording, 'slis' | 'settings'> | null,
): ReplayAnswer {
  const recorded = replay(recording);
  const { slis, settings } = asked ?? recording;
  const shown = asked === null ? recorded : replay({ ...recording, ...asked });
  const looks = answersOf(shown);
  return {
    version: 1,
    verb: 'replay',
    source,
    service: recording.service,
    environment: recording.environment,
    release: recording.release,
    stable: recording.stable,
    slis,
    settings,
    looks,
    turningPoints: pick(shown).map(({ number }) => number),
    final: looks.at(-1) ?? null,
    live: asked === null ? liveOf(recorded) : null,
    asRecorded:
      asked === null
        ? null
        : {
            settings: recording.settings,
            slis: recording.slis,
            turningPoints: pick(recorded),
            final: answersOf(recorded).at(-1) ?? null,
          },
  };
}

function pick(looks: readonly ReplayedLook[]): readonly LookAnswer[] {
  const answers = answersOf(looks);
  const chosen = new Set(turningPoints(looks));
  return answers.filter((_, i) => {
    const look = looks[i];
    return look !== undefined && chosen.has(look);
  });
}

function liveOf(looks: readonly ReplayedLook[]): ReplayAnswer['live'] {
  const compared = looks.filter(({ asLive }) => asLive !== null).length;
  const different = looks.flatMap(({ asLive }, i) => (asLive === false ? i + 1 : []));
  return compared === 0 ? null : { compared, different };
}

function answersOf(looks: readonly ReplayedLook[]): readonly LookAnswer[] {
  return looks.map(({ look, verdict: { kind, reason, evidence } }, i) => ({
    number: i + 1,
    at: isoOf(look.at),
    weight: look.weight,
    phase: look.phase,
    stepStarts: look.stepStart !== null,
    verdict: kind,
    reason,
    lnRollback: finite(evidence.lnRollback),
    rollbackThreshold: evidence.rollbackThreshold,
    lnPromotion: finite(evidence.lnPromotion),
    promotionThreshold: evidence.promotionThreshold,
    slis: evidence.slis.map((sli) => ({
      ...sli,
      lnRollback: finite(sli.lnRollback),
      lnFuse: finite(sli.lnFuse),
      lnPromotion: finite(sli.lnPromotion),
    })),
  }));
}

/** A moment that no Date can hold is shown as the number that it is. */
function isoOf(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}

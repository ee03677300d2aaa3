import type { JudgeSettings } from '@glidepath/analysis';
import type { Policy } from '@glidepath/model';
import type { Simulation, StageSummary } from './simulation.ts';
import { countText, factorText, percentText, shareText, spanText, stageText, weightText } from './words.ts';

/** A step that only notices more than this sees next to nothing. */
const BLIND_ABOVE = 10;
/** Healthy releases that end undecided, and bad ones that are promoted, are worth a word from this share on. */
const MANY_UNDECIDED = 0.05;
const MANY_PROMOTED = 0.01;

type Found = Omit<Simulation, 'warnings'>;

/** What will not work out, and what to change. */
export function warningsOf(found: Found, settings: JudgeSettings): readonly string[] {
  const short = [...found.stages.flatMap((stage) => blind(stage, found)), ...undecided(found)];
  return [
    ...brokenPromises(found),
    ...short,
    ...(short.length === 0 ? [] : [ADVICE]),
    ...wrongPromotions(found),
    ...falseRollbacks(found, settings),
  ];
}

const ADVICE =
  'give these steps more weight or a longer bake, or judge by an objective with a greater error budget';

/** More is bad today than the objective allows, so that a release as good as today's is held to a promise nobody keeps. */
function brokenPromises({ traffic }: Found): readonly string[] {
  return traffic.slis
    .filter(({ rate, budget }) => rate > budget)
    .map(
      ({ sli, rate, budget }) =>
        `${percentText(rate)} miss ${sli} today, but its objective allows ${percentText(budget)}; ` +
        'mend the service first, or write an objective that it keeps',
    );
}

/** A bake too short to see anything. */
function blind(stage: StageSummary, { traffic, stages }: Found): readonly string[] {
  if (stage.kind === 'watch' && stages.length > 1) return [];
  const { candidateRequests, longestMs, smallest } = stage;
  return smallest.flatMap(({ sli, factor }) => {
    if (factor !== null && factor <= BLIND_ABOVE) return [];
    const by = smallest.length > 1 ? ` by ${sli}` : '';
    const where = `${countText(traffic.rps.mean)} requests/s and ${weightText(stage.weight)} weight`;
    const requests = `${countText(candidateRequests.longest)} canary requests in ${spanText(longestMs)}`;
    const sees = `at ${where} ${stage.kind === 'watch' ? 'the watch' : `step ${stage.number}`} sees ${requests}`;
    return factor === null
      ? `${sees}: it can't notice even a release that fails every request${by}`
      : `${sees}: it can't notice less than ${factorText(factor)}${by}`;
  });
}

function undecided({ releases, stages, policies }: Found): readonly string[] {
  const healthy = releases.find(({ factor }) => factor === 1);
  return stages.flatMap((stage, index) => {
    const share = healthy?.stages[index]?.undecided ?? 0;
    if (share < MANY_UNDECIDED) return [];
    return (
      `${percentText(share)} of healthy releases are still undecided at ${stageText(stage)} after ` +
      `${spanText(stage.longestMs)}: ${THEN[policies.tooFewSamples]}`
    );
  });
}

const THEN: Readonly<Record<Policy, string>> = {
  hold: 'they stay there',
  extend: 'they wait for a person',
  pause: 'they wait for a person',
  rollback: 'they are rolled back',
};

function wrongPromotions({ releases }: Found): readonly string[] {
  return releases
    .filter(({ factor, promoted }) => factor >= 5 && promoted.share >= MANY_PROMOTED)
    .map(
      ({ factor, promoted }) => `${shareText(promoted)} of releases that are ${factor}x as bad are promoted`,
    );
}

function falseRollbacks({ releases }: Found, { alpha }: JudgeSettings): readonly string[] {
  return releases
    .filter(({ factor, breach }) => factor === 1 && breach.low > alpha)
    .map(
      ({ breach }) =>
        `${shareText(breach)} of healthy releases are found worse, more than alpha (${percentText(alpha)}): ` +
        'the stable release is too close to its objective for the watch at 100 %',
    );
}

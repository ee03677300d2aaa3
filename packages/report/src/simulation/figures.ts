import {
  countText,
  factorText,
  percentText,
  releaseText,
  shareText,
  spanText,
  weightText,
  type ReleaseSummary,
  type SimulateAnswer,
  type Spread,
  type StageSummary,
} from '@glidepath/simulation';

/** A simulation's tables, cell by cell: for the page and for Markdown. */

export const RELEASE_HEAD = [
  'Release',
  'Promoted',
  'Found worse',
  'Left undecided',
  'Full traffic after',
  'Found after',
  'Requests that fail for it',
] as const;

export function releaseRow(release: ReleaseSummary): readonly string[] {
  const { factor, promoted, breach, undecided, fullTraffic, breachAfter, excessBad } = release;
  return [
    releaseText(factor),
    shareText(promoted),
    shareText(breach),
    shareText(undecided),
    spreadText(fullTraffic),
    spreadText(breachAfter),
    factor === 1 ? '–' : `${countText(excessBad.mean)}, 9 in 10 at most ${countText(excessBad.p90)}`,
  ];
}

export const STAGE_HEAD = [
  'Step',
  'Weight',
  'Stays',
  'Its requests',
  'Notices',
  'Healthy, undecided',
] as const;

export function stageRow(stage: StageSummary, index: number, answer: SimulateAnswer): readonly string[] {
  const { kind, number, weight, bake, longestMs, candidateRequests, smallest } = stage;
  const healthy = answer.releases.find(({ factor }) => factor === 1)?.stages[index];
  const notices = smallest.map(({ sli, factor }) => {
    const least = factor === null ? 'nothing' : `from ${factorText(factor)}`;
    return smallest.length > 1 ? `${sli} ${least}` : least;
  });
  return [
    kind === 'watch' ? 'watch' : String(number),
    weightText(weight),
    `${spanText(bake.min)} to ${spanText(longestMs)}`,
    `${countText(candidateRequests.shortest)} to ${countText(candidateRequests.longest)}`,
    notices.join(', '),
    percentText(healthy?.undecided ?? 0),
  ];
}

/** "100 requests/s; today 0.5 % miss availability (1 % allowed)" */
export function trafficSentence({ traffic, source }: SimulateAnswer): string {
  const { rps, slis, recordedMs } = traffic;
  const rates = slis.map(
    ({ sli, rate, budget }) => `${percentText(rate)} miss ${sli} (${percentText(budget)} allowed)`,
  );
  const range =
    recordedMs === null
      ? ''
      : `, from ${countText(rps.least)} to ${countText(rps.most)} (${spanText(recordedMs)} of ${source})`;
  return `${countText(rps.mean)} requests/s${range}; today ${rates.join(', ')}.`;
}

/** What follows a finding, by the plan's policies. */
export function policySentence({ policies }: SimulateAnswer): string {
  const breach = {
    rollback: 'is rolled back',
    pause: 'is held for a person',
    hold: 'stays where it is',
  }[policies.breach];
  const undecided = {
    rollback: 'is rolled back',
    pause: 'waits for a person',
    extend: 'waits for a person, after one more bake',
    hold: 'stays where it is',
  }[policies.tooFewSamples];
  return `A release that is found worse ${breach}; one that is left undecided ${undecided}.`;
}

function spreadText(spread: Spread | null): string {
  return spread === null ? '–' : `${spanText(spread.median)}, 9 in 10 by ${spanText(spread.p90)}`;
}

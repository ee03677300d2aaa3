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
import type { Colours } from '../terminal.ts';
import { columns } from './layout.ts';

/** What is to be expected of a delivery, for people. */
export function simulateText(answer: SimulateAnswer, { bold, dim, yellow }: Colours): string {
  const { service, environment, strategy, rollouts, seed, releases, stages, warnings } = answer;
  const heading = `${service} in ${environment}: ${strategy}, ${rollouts.toLocaleString('en')} simulated rollouts of each release`;
  return [
    `${bold(heading)} ${dim(`(seed ${seed})`)}`,
    trafficText(answer),
    '',
    columns([RELEASE_HEAD.map(dim), ...releases.map(releaseCells)]),
    ...byEachSlo(releases).map((line) => dim(`  ${line}`)),
    '',
    columns([STAGE_HEAD.map(dim), ...stages.map((stage, index) => stageCells(stage, index, releases))]),
    dim('  notices: what is found within the longest stay in four of five cases, by this step alone'),
    ...(warnings.length === 0 ? [] : ['', ...warnings.map((warning) => yellow(`  ! ${warning}`))]),
  ].join('\n');
}

const RELEASE_HEAD = [
  '',
  'release',
  'promoted',
  'found worse',
  'undecided',
  'full traffic after',
  'found after',
  'failed for it',
];

const STAGE_HEAD = ['', 'step', 'weight', 'stays', 'its requests', 'notices', 'healthy, undecided'];

function trafficText({ traffic, source }: SimulateAnswer): string {
  const { rps, slis, recordedMs } = traffic;
  const range =
    recordedMs === null
      ? `${countText(rps.mean)} requests/s`
      : `${countText(rps.mean)} requests/s (${countText(rps.least)} to ${countText(rps.most)}), ${spanText(recordedMs)} of ${source}`;
  const rates = slis.map(
    ({ sli, rate, budget }) => `${percentText(rate)} miss ${sli} (${percentText(budget)} allowed)`,
  );
  return `${range}; today ${rates.join(', ')}`;
}

function releaseCells(release: ReleaseSummary): readonly string[] {
  const { factor, promoted, breach, undecided, fullTraffic, breachAfter, excessBad } = release;
  return [
    '',
    releaseText(factor),
    shareText(promoted),
    shareText(breach),
    shareText(undecided),
    spreadText(fullTraffic),
    spreadText(breachAfter),
    factor === 1 ? '-' : `${countText(excessBad.mean)} requests`,
  ];
}

/** "4m30s, 9 in 10 by 6m10s" */
function spreadText(spread: Spread | null): string {
  return spread === null ? '-' : `${spanText(spread.median)}, 9 in 10 by ${spanText(spread.p90)}`;
}

/** Where a release can be worse by one SLO and as good by another. */
function byEachSlo(releases: readonly ReleaseSummary[]): readonly string[] {
  return releases
    .filter(({ factor, slis }) => factor > 1 && slis.length > 1)
    .map(({ factor, slis }) => {
      const each = slis.map(({ sli, breach, promoted }) => {
        return `${sli} found ${shareText(breach)}, promoted ${shareText(promoted)}`;
      });
      return `${releaseText(factor)} by ${each.join('; by ')}`;
    });
}

function stageCells(
  { kind, number, weight, bake, longestMs, candidateRequests, smallest }: StageSummary,
  index: number,
  releases: readonly ReleaseSummary[],
): readonly string[] {
  const healthy = releases.find(({ factor }) => factor === 1)?.stages[index];
  const notices = smallest.map(({ sli, factor }) => {
    const least = factor === null ? 'nothing' : `from ${factorText(factor)}`;
    return smallest.length > 1 ? `${sli} ${least}` : least;
  });
  return [
    '',
    kind === 'watch' ? 'watch' : `${number}`,
    weightText(weight),
    `${spanText(bake.min)} to ${spanText(longestMs)}`,
    `${countText(candidateRequests.shortest)} to ${countText(candidateRequests.longest)}`,
    notices.join(', '),
    percentText(healthy?.undecided ?? 0),
  ];
}

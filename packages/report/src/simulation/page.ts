import {
  releaseText,
  shareText,
  type LookAnswer,
  type ReplayAnswer,
  type SimulateAnswer,
} from '@glidepath/simulation';
import { clockText, countsText, dateText, evidenceText, weightText } from '../figures.ts';
import { markup, type Html } from '../html/escape.ts';
import { VERDICT_WORDS } from '../words.ts';
import {
  policySentence,
  RELEASE_HEAD,
  releaseRow,
  STAGE_HEAD,
  stageRow,
  trafficSentence,
} from './figures.ts';
import { figures, frame, wideTable } from './frame.ts';
import { simulationPlots } from './plots.ts';
import { replayPlots, startOf } from './replay-plots.ts';

const DRAG = 'Drag over a chart to look closer, double-click to see all.';

/** What simulated rollouts came to, as one HTML file. */
export function renderSimulation(answer: SimulateAnswer): string {
  const { service, environment, strategy, rollouts, seed, releases, stages, warnings } = answer;
  const plots = simulationPlots(answer);
  const seconds = (releases[0]?.curve.ms.at(-1) ?? 0) / 1000;
  const data = {
    rollouts: [
      {
        key: 'simulation',
        startedAt: null,
        length: seconds,
        marks: [],
        charts: plots.map(({ chart }) => chart),
      },
    ],
  };
  return frame(
    `${service} to ${environment}: what a ${strategy} would do`,
    data,
    markup`<section class="rollout">
      <p class="why">
        ${rollouts.toLocaleString('en')} simulated rollouts of each release. ${trafficSentence(answer)}
        ${policySentence(answer)}
      </p>
      ${warnings.length === 0 ? '' : warningList(warnings)}
      <h3>How they end</h3>
      ${wideTable('How rollouts end', RELEASE_HEAD, releases.map(releaseRow))} ${bySlo(answer)}
      <h3>Over time</h3>
      <p class="quiet hint">${DRAG}</p>
      ${figures(plots)}
      <h3>Step by step</h3>
      ${wideTable(
        'Steps',
        STAGE_HEAD,
        stages.map((stage, index) => stageRow(stage, index, answer)),
      )}
      <p class="quiet">
        Notices: what is found within the longest stay in four of five cases, by this step alone. A release
        that is worse is so by one SLO at a time. Shares are those of ${rollouts.toLocaleString('en')} rollouts,
        so one that was never seen is told with its bound, not as nothing.
      </p>
    </section>`,
    `Written by Glidepath, seed ${seed}. Requests that fail for a release are those that the stable release would not have failed, until the rollout ended.`,
  );
}

function warningList(warnings: readonly string[]): Html {
  return markup`<h3>What will not work out</h3>
    <ul>
      ${warnings.map((warning) => markup`<li>${warning}</li>`)}
    </ul>`;
}

/** Where a release can be worse by one SLO and as good by another. */
function bySlo({ releases }: SimulateAnswer): Html {
  const rows = releases
    .filter(({ factor, slis }) => factor > 1 && slis.length > 1)
    .flatMap(({ factor, slis }) =>
      slis.map(({ sli, breach, promoted }) => [
        `${releaseText(factor)} by ${sli}`,
        shareText(promoted),
        shareText(breach),
      ]),
    );
  if (rows.length === 0) return markup``;
  return markup`<h3>By SLO</h3>
    ${wideTable('By SLO', ['Release', 'Promoted', 'Found worse'], rows)}`;
}

/** A recording judged again, as one HTML file. */
export function renderReplay(answer: ReplayAnswer): string {
  const { service, environment, release, stable, looks, final, source } = answer;
  const start = startOf(answer);
  const plots = replayPlots(answer);
  const points = answer.turningPoints.flatMap((number) => looks[number - 1] ?? []);
  const length = (Date.parse(looks.at(-1)?.at ?? '') - start) / 1000;
  const data = {
    rollouts: [
      {
        key: 'replay',
        startedAt: start,
        length,
        marks: points.map(({ number, at }) => ({ number, at: (Date.parse(at) - start) / 1000 })),
        charts: plots.map(({ chart }) => chart),
      },
    ],
  };
  const names = [service, environment].filter((name) => name !== null).join(' to ');
  return frame(
    `${names}: ${release ?? 'the candidate'} against ${stable ?? 'the stable release'}, judged again`,
    data,
    markup`<section class="rollout">
      <p class="why">
        ${final === null ? '' : markup`<strong>At the end: ${VERDICT_WORDS[final.verdict]}.</strong> ${final.reason}`}
      </p>
      <p class="next">${liveSentence(answer)}</p>
      <h3>Charts</h3>
      <p class="quiet hint">Numbered marks are the looks below. ${DRAG}</p>
      ${figures(plots)}
      <h3>Where the verdict changed</h3>
      ${lookTable(points, start)} ${answer.asRecorded === null ? '' : asRecorded(answer.asRecorded, start)}
      ${final === null ? '' : evidenceSection(final)}
    </section>`,
    `Written by Glidepath from ${source}, which begins at ${dateText(start)}. ln E is the natural logarithm of an e-value: evidence that may be looked at at any time.`,
  );
}

function liveSentence({ live, asRecorded: recorded }: ReplayAnswer): string {
  if (recorded !== null) return 'Other settings than those of the recording were asked for.';
  if (live === null) return 'What the live run said was not recorded.';
  return live.different.length === 0
    ? `As in the live run, at all ${live.compared} looks, to the last digit.`
    : `Not as in the live run at ${live.different.length} of ${live.compared} looks.`;
}

function asRecorded(recorded: NonNullable<ReplayAnswer['asRecorded']>, start: number): Html {
  return markup`<h3>With the settings of the recording</h3>
    ${lookTable(recorded.turningPoints, start)}`;
}

function lookTable(looks: readonly LookAnswer[], start: number): Html {
  return wideTable(
    'Looks',
    ['Look', 'After', 'Weight', 'Verdict', 'Why'],
    looks.map(({ number, at, weight, verdict, reason, stepStarts }) => [
      String(number),
      clockText(Date.parse(at) - start),
      weightText(weight),
      VERDICT_WORDS[verdict],
      `${stepStarts && weight > 0 ? 'A step begins. ' : ''}${reason}`,
    ]),
  );
}

function evidenceSection({ slis }: LookAnswer): Html {
  return markup`<h3>Evidence at the end</h3>
    ${wideTable(
      'Evidence',
      ['SLI', 'Candidate', 'Stable', 'Worse (ln E)', 'Fuse (ln E)', 'Good enough (ln E)', 'Scatter'],
      slis.map((one) => [
        one.sli,
        countsText(one.candidate),
        countsText(one.stable),
        lnText(one.lnRollback),
        lnText(one.lnFuse),
        lnText(one.lnPromotion),
        one.phi.toFixed(2),
      ]),
    )}`;
}

function lnText(value: number | null): string {
  return value === null ? '–' : evidenceText(value);
}

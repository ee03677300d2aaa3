import type { SimulateAnswer } from '@glidepath/simulation';
import { plain, table } from '../markdown/escape.ts';
import {
  policySentence,
  RELEASE_HEAD,
  releaseRow,
  STAGE_HEAD,
  stageRow,
  trafficSentence,
} from './figures.ts';

/** A section for a pull request's comment, in GitHub-flavoured Markdown. */
export function simulationMarkdown(answer: SimulateAnswer): string {
  const { service, environment, strategy, rollouts, seed, releases, stages, warnings } = answer;
  return (
    [
      `### ${plain(service)} to ${plain(environment)}: what a ${strategy} would do`,
      `${rollouts.toLocaleString('en')} simulated rollouts of each release, seed ${seed}. ${plain(trafficSentence(answer))}`,
      ...(warnings.length === 0 ? [] : [warnings.map((warning) => `- ⚠️ ${plain(warning)}`).join('\n')]),
      table(
        RELEASE_HEAD,
        releases.map((release) => releaseRow(release).map(plain)),
      ),
      plain(policySentence(answer)),
      '<details><summary>Step by step</summary>',
      table(
        STAGE_HEAD,
        stages.map((stage, index) => stageRow(stage, index, answer).map(plain)),
      ),
      'Notices: what is found within the longest stay in four of five cases, by this step alone.',
      '</details>',
    ].join('\n\n') + '\n'
  );
}

import { dateText } from '@glidepath/report/figures';
import { plain } from '@glidepath/report/markdown';
import { REASON_WORDS } from '@glidepath/report/words';
import { link } from '../markdown.ts';
import type { Incident } from './incident.ts';
import type { Revert } from './revert.ts';

/** The body of the pull request. */
export function revertBodyOf({ service, environment, result, runUrl }: Incident): string {
  const { release, stable, timeline, endedAt, reason } = result;
  const at = dateText(Date.parse(timeline.at(-1)?.at ?? endedAt));
  return [
    `**${plain(service)} ${plain(release.name)}** was taken back from **${plain(environment.name)}** at ${at}: ` +
      `${REASON_WORDS[reason]}. Here every file that it has changed gets back what it held in ` +
      `**${plain(stable?.name ?? '')}**, so that the next release does not bring the fault in again.`,
    ...(runUrl === null ? [] : [`${link('The run', runUrl)} has the details.`]),
    'Where a workflow opened this with its own token, GitHub does not start the checks by itself: close it and open it again.',
    'Close it if you would rather mend the release. Glidepath does not open it a second time.',
  ].join('\n\n');
}

/** How the changes are taken back, for the incident. */
export function revertLine(revert: Revert): string {
  switch (revert.kind) {
    case 'pull-request':
      return revert.state === 'open'
        ? `${link('A pull request', revert.url)} takes the changes back.`
        : `${link('A pull request', revert.url)} that takes the changes back was opened before and is ${revert.state}.`;
    case 'branch':
      return `The branch ${plain(revert.branch)} takes the changes back: ${link('open the pull request', revert.url)}.`;
    case 'by-hand':
      return `This must be done by hand: ${plain(revert.why)}.`;
  }
}

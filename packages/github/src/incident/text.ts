import type { TimelineEntry } from '@glidepath/conductor';
import { dateText, durationText, weightText } from '@glidepath/report/figures';
import { clip, oneLine } from '@glidepath/report/foreign-text';
import {
  code,
  decisionTable,
  plain,
  releaseCell,
  table,
  verdictTable,
  type Table,
} from '@glidepath/report/markdown';
import { REASON_WORDS } from '@glidepath/report/words';
import { hidden, link, LONGEST_BODY, quietly } from '../markdown.ts';
import type { ChangeCommit, Changes } from './changes.ts';
import { markerOf, type Incident } from './incident.ts';
import type { People, Share } from './people.ts';
import type { ReleasedPull } from './pulls.ts';

/** What was found out about a release that was taken back; null for what could not be, or was not asked for. */
export interface Findings {
  readonly changes: Changes | null;
  readonly people: People | null;
  readonly pulls: readonly ReleasedPull[] | null;
  /** One sentence of Markdown on how the changes are taken back. */
  readonly revert: string | null;
}

const MOST_COMMITS = 30;
const MOST_ROWS = 60;
const MOST_NAMES = 15;

/** For people's own words, once: Glidepath leaves it alone afterwards. */
const OUTLINE = `## Post-mortem

_Yours to fill in. Glidepath rewrites only what stands above._

### What happened

### Who was affected, and how badly

### Why it was not found before it went out

### What went well

### What will be done, by whom, until when

- [ ] …
`;

/** At most 200 characters, no Markdown. */
export function titleOf({ service, environment, result }: Incident): string {
  const what =
    result.decision === 'rolled-back'
      ? `${service} ${result.release.name} was rolled back from ${environment.name}`
      : `${service} ${result.release.name} failed in ${environment.name}`;
  return clip(oneLine(`${what}: ${REASON_WORDS[result.reason]}`), 200);
}

/** The whole body of a new issue. */
export function bodyOf(incident: Incident, findings: Findings): string {
  const marker = markerOf(incident);
  const room = LONGEST_BODY - marker.length - OUTLINE.length - 10;
  return `${marker}\n${sectionOf(incident, findings, room)}\n\n${OUTLINE}`;
}

/** What Glidepath writes of one rollout, between its two markers; shortened until it has at most `room` characters. */
export function sectionOf(incident: Incident, findings: Findings, room = LONGEST_BODY - 1_000): string {
  let rows = MOST_ROWS;
  let text = compose(incident, findings, rows);
  while (text.length > room && rows > 0) {
    rows = Math.floor(rows / 2);
    text = compose(incident, findings, rows);
  }
  return text;
}

export function beginMark({ rollout }: Pick<Incident, 'rollout'>): string {
  return hidden(`rollout ${rollout}`);
}

export const END_MARK = hidden('end');

function compose(incident: Incident, findings: Findings, rows: number): string {
  const { result, samples, environment } = incident;
  const { runbook } = environment.afterwards;
  return [
    beginMark(incident),
    `**${plain(result.release.name)}** ${wentBack(incident)}: ${REASON_WORDS[result.reason]}. ${plain(result.message)}`,
    ...(runbook === null ? [] : [`**${link('Runbook', runbook)}**`]),
    facts(incident),
    ...part('Timeline', newest(decisionTable(result, samples), rows)),
    ...part('Evidence', evidence(verdictTable(result, samples), rows)),
    ...part('What came with it', changed(incident, findings, Math.min(rows, MOST_COMMITS))),
    ...part('Who can help', helpers(findings)),
    ...part('Taking the changes back', findings.revert === null ? [] : [findings.revert]),
    END_MARK,
  ].join('\n\n');
}

function part(title: string, paragraphs: readonly string[]): readonly string[] {
  return paragraphs.length === 0 ? [] : [`## ${title}`, ...paragraphs];
}

function wentBack({ environment, result }: Incident): string {
  const place = `**${plain(environment.name)}**`;
  return result.decision === 'rolled-back' ? `was rolled back from ${place}` : `failed in ${place}`;
}

function facts({ result, runUrl }: Incident): string {
  const { release, stable, live, timeline, ledger } = result;
  const { weight, traffic, back } = spans(timeline);
  return table(
    ['What', 'Value'],
    [
      ['Release', releaseCell(release)],
      ['Went back to', stable === null ? 'nothing: it was the first release' : releaseCell(stable)],
      ['Live now', live === null ? 'nothing' : releaseCell(live)],
      ['Rollout began', dateText(Date.parse(timeline[0]?.at ?? result.startedAt))],
      ...(traffic === null
        ? []
        : [['Had traffic for', `${durationText(traffic)}, up to ${weightText(weight)}`]]),
      ...(back === null ? [] : [['Way back took', durationText(back)]]),
      ['Ended', dateText(Date.parse(timeline.at(-1)?.at ?? result.endedAt))],
      ...(runUrl === null ? [] : [['Run', link('the run that ended it', runUrl)]]),
      ['Ledger', code(ledger.ref)],
    ],
  );
}

/** From the first traffic to the turn, and from the turn to the end. Null where one of the two is not in the timeline. */
function spans(timeline: readonly TimelineEntry[]): {
  weight: number;
  traffic: number | null;
  back: number | null;
} {
  const first = timeline.find(({ weight }) => weight > 0);
  const turn = timeline.find(({ event }) => event === 'rolling-back');
  const end = timeline.find(({ event }) => event === 'ended');
  return {
    weight: Math.max(0, ...timeline.map(({ weight }) => weight)),
    traffic: between(first, turn),
    back: between(turn, end),
  };
}

function between(from: TimelineEntry | undefined, to: TimelineEntry | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.max(0, Date.parse(to.at) - Date.parse(from.at));
}

function newest({ head, rows }: Table, keep: number): readonly string[] {
  const left = rows.length - keep;
  if (rows.length === 0) return [];
  return [
    ...(left > 0 ? [`The oldest ${left} are left out; the ledger has them all.`] : []),
    table(head, keep === 0 ? [] : rows.slice(-keep)),
  ];
}

function evidence(verdicts: Table, keep: number): readonly string[] {
  return verdicts.rows.length === 0
    ? ['There are no figures: it was not their verdict that took it back.']
    : newest(verdicts, keep);
}

function changed(
  { result, commits }: Incident,
  { changes, pulls }: Findings,
  keep: number,
): readonly string[] {
  if (changes === null) {
    return commits === null
      ? ['The commits of the two releases are not both known.']
      : ['The commits between the two releases could not be read.'];
  }
  const shown = changes.commits.slice(Math.max(0, changes.commits.length - keep)).toReversed();
  const count = `${changes.total} ${changes.total === 1 ? 'commit' : 'commits'}`;
  const more = changes.total > shown.length ? `, ${shown.length} of them here` : '';
  return [
    `${link(count, changes.url)} since ${plain(result.stable?.name ?? '')}${more}.${aside(changes)}`,
    ...(shown.length === 0 ? [] : [shown.map(commitLine).join('\n')]),
    ...(pulls === null || pulls.length === 0
      ? []
      : [`Pull requests: ${pulls.map(({ number }) => `#${number}`).join(', ')}.`]),
  ];
}

function aside({ relation }: Changes): string {
  switch (relation) {
    case 'ahead':
      return '';
    case 'identical':
      return ' Both were built from the same commit, so look at what else has changed: configuration, dependencies, data.';
    case 'behind':
      return ' It is an older commit than the release before.';
    case 'diverged':
      return ' The two are on different branches: the release before may have commits that this one has not.';
  }
}

function commitLine({ sha, subject, author, url }: ChangeCommit): string {
  return `- ${link(`\`${sha.slice(0, 12)}\``, url)} ${plain(clip(subject, 120))} (${quietly(author)})`;
}

/** Names are code, so that nobody is called out of bed by an automaton: whoever reads this decides whom to ask. */
function helpers({ people }: Findings): readonly string[] {
  if (people === null) return [];
  const lines = [
    ...(people.authors.length === 0 ? [] : [`- Authors: ${shares(people.authors, 'commit')}`]),
    ...(people.owners.length === 0
      ? []
      : [`- Owners of the changed files: ${shares(people.owners, 'file')}`]),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function shares(all: readonly Share[], unit: string): string {
  const shown = all
    .slice(0, MOST_NAMES)
    .map(({ name, count }) => `${quietly(name)} (${count} ${unit}${count === 1 ? '' : 's'})`);
  const left = all.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** For a pull request that came with the release. `issue`: where the incident is told, if it is. */
export function pullCommentOf(incident: Incident, issue: { readonly number: number } | null): string {
  const { result, runUrl, environment } = incident;
  const at = dateText(Date.parse(result.timeline.at(-1)?.at ?? result.endedAt));
  const where = [
    ...(issue === null ? [] : [`The incident is #${issue.number}.`]),
    ...(runUrl === null ? [] : [`${link('The run', runUrl)} has the details.`]),
  ];
  return [
    `**${plain(incident.service)} ${plain(result.release.name)}**, which has this change, ` +
      `${wentBack(incident)} at ${at}: ${REASON_WORDS[result.reason]}.`,
    `That says nothing of this change alone: all that came with the release was taken back from ${plain(environment.name)}.`,
    ...(where.length === 0 ? [] : [where.join(' ')]),
  ].join('\n\n');
}

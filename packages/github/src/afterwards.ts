import { millis } from '@glidepath/model';
import type { GitHub } from './client.ts';
import { upsertComment } from './comment.ts';
import { changesBetween, type Changes } from './incident/changes.ts';
import { incidentOf, markerOf, shortName, type Ended, type Incident } from './incident/incident.ts';
import { isWritten, writeIssue, type IncidentIssue } from './incident/issue.ts';
import { peopleOf } from './incident/people.ts';
import { pullsOf, type ReleasedPull } from './incident/pulls.ts';
import { openRevert, type Revert } from './incident/revert.ts';
import { pullCommentOf } from './incident/text.ts';
import { revertBodyOf, revertLine } from './incident/revert-text.ts';
import { noteRelease } from './release-note.ts';

/** Nobody waits for it any more: the longest that GitHub asks for without a time, and some. */
const PATIENCE = millis(90_000);

/**
 * Writes what the delivery file asks for when a rollout has ended: of an incident the issue, comments on the pull requests
 * that came with the release, a pull request that takes it back; of a promotion a line in the release notes. It can be
 * called again for the same rollout: what is there is brought up to date.
 *
 * Gives sentences on what was written and on what could not be, with the mend. Never throws.
 */
export async function afterwards(github: GitHub, ended: Ended): Promise<readonly string[]> {
  const log = new Log();
  const incident = incidentOf(ended);
  const patient = withPatience(github);
  if (incident !== null) await tellIncident(patient, incident, log);
  if (ended.result.decision === 'promoted' && ended.environment.afterwards.releaseNote) {
    await tellRelease(patient, ended, log);
  }
  return log.sentences;
}

/**
 * The same where the run that was to write it may have died before: an incident that is told already stays as it is.
 */
export async function afterwardsIfMissing(github: GitHub, ended: Ended): Promise<readonly string[]> {
  const incident = incidentOf(ended);
  if (incident === null || !ended.environment.afterwards.issue) return afterwards(github, ended);
  const log = new Log();
  const told = await log.try('Whether the incident has an issue could not be found out', () =>
    isWritten(github, incident),
  );
  return told === false ? afterwards(github, ended) : log.sentences;
}

function withPatience(github: GitHub): GitHub {
  return {
    ...github,
    request: async (route, parameters, how) =>
      github.request(route, parameters, { patience: PATIENCE, ...how }),
  };
}

async function tellIncident(github: GitHub, incident: Incident, log: Log): Promise<void> {
  const { issue: withIssue, comments, revert: withRevert } = incident.environment.afterwards;
  if (!withIssue && !comments && !withRevert) return;
  const changes = await readChanges(github, incident, log);
  const pulls = comments && changes ? await pullsOfRelease(github, changes, log) : null;
  const revert = withRevert ? await tellRevert(github, incident, changes, log) : null;
  const issue = withIssue
    ? await tellIssue(github, incident, { changes, pulls, revert: revert && revertLine(revert) }, log)
    : null;
  for (const { number, url } of pulls ?? []) {
    const body = pullCommentOf(incident, issue);
    const comment = { issue: number, marker: markerOf(incident), body };
    const told = await log.try(`No comment could be written on ${url}`, () => upsertComment(github, comment));
    // What keeps one from being written keeps all others.
    if (told === null) return;
    log.say(`Commented on ${url}.`);
  }
}

async function readChanges(github: GitHub, { commits }: Incident, log: Log): Promise<Changes | null> {
  if (commits === null) return null;
  return log.try('The changes of the release could not be read', () =>
    changesBetween(github, commits.stable, commits.release),
  );
}

async function pullsOfRelease(
  github: GitHub,
  changes: Changes,
  log: Log,
): Promise<readonly ReleasedPull[] | null> {
  return log.try('The pull requests of the release could not be read', () => pullsOf(github, changes));
}

async function tellIssue(
  github: GitHub,
  incident: Incident,
  {
    changes,
    pulls,
    revert,
  }: { changes: Changes | null; pulls: readonly ReleasedPull[] | null; revert: string | null },
  log: Log,
): Promise<IncidentIssue | null> {
  const { commits } = incident;
  const people =
    changes === null || commits === null
      ? null
      : await log.try('Who knows the changes could not be read', () =>
          peopleOf(github, changes, commits.release),
        );
  const issue = await log.try('The incident could not be written', () =>
    writeIssue(github, incident, { changes, people, pulls, revert }),
  );
  if (issue !== null) log.say(`${HOW[issue.how]} ${issue.url}.`);
  return issue;
}

const HOW: Readonly<Record<IncidentIssue['how'], string>> = {
  opened: 'Opened the incident',
  updated: 'Brought the incident up to date:',
  continued: 'Went on with the incident of the same digest:',
};

async function tellRevert(
  github: GitHub,
  incident: Incident,
  changes: Changes | null,
  log: Log,
): Promise<Revert> {
  const { result, commits } = incident;
  const { release, stable } = result;
  if (changes === null || commits === null)
    return byHand('what lies between the two releases is not known', log);
  const order = {
    branch: `glidepath/revert-${shortName(release.digest)}`,
    ...commits,
    changes,
    title: `Revert ${release.name}: back to ${stable?.name ?? commits.stable}`,
    body: revertBodyOf(incident),
  };
  const revert = await log.try('The revert could not be written', () => openRevert(github, order));
  if (revert === null) return byHand('GitHub did not take the revert', log);
  log.say(sentenceOf(revert));
  return revert;
}

function byHand(why: string, log: Log): Revert {
  const revert = { kind: 'by-hand', why } as const;
  log.say(sentenceOf(revert));
  return revert;
}

function sentenceOf(revert: Revert): string {
  switch (revert.kind) {
    case 'pull-request':
      return revert.state === 'open'
        ? `The revert is proposed in ${revert.url}.`
        : `The revert was proposed before and is ${revert.state}: ${revert.url}.`;
    case 'branch':
      return `The revert stands on the branch ${revert.branch}, but no pull request could be opened: ${revert.why}. Open it at ${revert.url}.`;
    case 'by-hand':
      return `The changes must be reverted by hand: ${revert.why}.`;
  }
}

async function tellRelease(github: GitHub, { result, runUrl }: Ended, log: Log): Promise<void> {
  const note = await log.try('The release notes could not be written', () =>
    noteRelease(github, result, runUrl),
  );
  switch (note?.kind) {
    case 'written':
      return log.say(`Added a line to the release notes ${note.url}.`);
    case 'no-room':
      return log.say(`The release notes ${note.url} are as long as GitHub takes them, so no line was added.`);
    case 'no-release':
      return log.say(
        `No release on GitHub has the tag ${result.release.name}, so no release note was written.`,
      );
    case 'there':
    case undefined:
      return;
  }
}

/** What was done and what could not be. Nothing gets past it. */
class Log {
  readonly sentences: string[] = [];

  say(sentence: string): void {
    this.sentences.push(sentence);
  }

  /** Null where it could not be done. */
  async try<T>(trouble: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.say(`${trouble}. ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }
}

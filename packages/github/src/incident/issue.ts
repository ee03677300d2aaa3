import * as z from 'zod/mini';
import { makeOnce, read, readPages } from '../answers.ts';
import type { GitHub } from '../client.ts';
import { upsertComment } from '../comment.ts';
import { fitBody } from '../markdown.ts';
import { markerOf, type Incident } from './incident.ts';
import { beginMark, bodyOf, END_MARK, sectionOf, titleOf, type Findings } from './text.ts';

/** By these, and the marker in its first line, an incident is found again. */
export const LABELS = ['glidepath', 'incident'] as const;

/** Where an incident is told. */
export interface IncidentIssue {
  readonly number: number;
  readonly url: string;
  /** `continued`: it tells of an earlier rollback of the same digest too. */
  readonly how: 'opened' | 'updated' | 'continued';
}

const LIST = 'GET /repos/{owner}/{repo}/issues';
const CREATE = 'POST /repos/{owner}/{repo}/issues';
const CHANGE = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';

/** An incident older than 500 others is not looked for. */
const MOST_PAGES = 5;

const issueSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.string(),
  body: z.optional(z.nullable(z.string())),
  pull_request: z.optional(z.unknown()),
});
type Issue = z.output<typeof issueSchema>;

/**
 * Opens the issue of an incident, or brings the one that is there up to date: what Glidepath has written of the same rollout
 * is written anew, a further rollback of the digest becomes a comment, and a closed issue is opened again for that.
 * @throws GitHubError
 */
export async function writeIssue(
  github: GitHub,
  incident: Incident,
  findings: Findings,
): Promise<IncidentIssue> {
  const found = await find(github, incident);
  if (found === null) return open(github, incident, findings);
  return hasSection(found, incident)
    ? rewrite(github, found, incident, findings)
    : goOn(github, found, incident, findings);
}

/**
 * Whether the issue is there and tells of this very rollout.
 * @throws GitHubError
 */
export async function isWritten(github: GitHub, incident: Incident): Promise<boolean> {
  const found = await find(github, incident);
  return found !== null && hasSection(found, incident);
}

async function open(github: GitHub, incident: Incident, findings: Findings): Promise<IncidentIssue> {
  const body = fitBody(bodyOf(incident, findings));
  const parameters = { title: titleOf(incident), body, labels: LABELS };
  const make = async () => read(github, issueSchema, CREATE, parameters);
  return told(await makeOnce<Issue>(make, async () => find(github, incident)), 'opened');
}

/** A person's words around it stay. */
async function rewrite(
  github: GitHub,
  issue: Issue,
  incident: Incident,
  findings: Findings,
): Promise<IncidentIssue> {
  const before = issue.body ?? '';
  const from = before.indexOf(beginMark(incident));
  const to = before.indexOf(END_MARK, from) + END_MARK.length;
  const section = sectionOf(incident, findings);
  const body = fitBody(`${before.slice(0, from)}${section}${before.slice(to)}`);
  if (body === before) return told(issue, 'updated');
  return told(await read(github, issueSchema, CHANGE, { issue_number: issue.number, body }), 'updated');
}

async function goOn(
  github: GitHub,
  issue: Issue,
  incident: Incident,
  findings: Findings,
): Promise<IncidentIssue> {
  if (issue.state === 'closed') {
    await github.request(CHANGE, { issue_number: issue.number, state: 'open', state_reason: 'reopened' });
  }
  await upsertComment(github, {
    issue: issue.number,
    marker: beginMark(incident),
    body: `It came again, and was taken back again.\n\n${sectionOf(incident, findings)}`,
  });
  return told(issue, 'continued');
}

async function find(github: GitHub, incident: Incident): Promise<Issue | null> {
  const marker = markerOf(incident);
  const issues = readPages(github, issueSchema, LIST, { labels: LABELS.join(','), state: 'all' }, MOST_PAGES);
  for await (const issue of issues) {
    if (issue.pull_request === undefined && issue.body?.startsWith(marker) === true) return issue;
  }
  return null;
}

/** Whether the body still has what was written of this rollout, both ends of it. */
function hasSection({ body }: Issue, incident: Incident): boolean {
  const from = body?.indexOf(beginMark(incident)) ?? -1;
  return from !== -1 && body?.includes(END_MARK, from) === true;
}

function told({ number, html_url }: Issue, how: IncidentIssue['how']): IncidentIssue {
  return { number, url: html_url, how };
}

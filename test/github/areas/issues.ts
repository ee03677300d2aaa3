import { listReply } from '../server/pages.ts';
import { invalid, notFound } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Issue } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';
import { labelsOf, labelView, named } from './labels.ts';

const LONGEST_BODY = 65_536;

/** Issues, and the side of pull requests that is an issue. */
export function issues(world: World) {
  return {
    'issues/list-for-repo'(asked) {
      const {
        state = 'open',
        labels = '',
        creator,
        assignee,
        since,
        sort = 'created',
        direction,
      } = asked.query;
      const wanted = labels
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter((name) => name !== '');
      const found = [...world.issues.values()].filter(
        (issue) =>
          (state === 'all' || issue.state === state) &&
          wanted.every((name) => issue.labels.some((own) => own.toLowerCase() === name)) &&
          (creator === undefined || issue.author === creator) &&
          isAssigned(issue, assignee) &&
          (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since)),
      );
      const key = (issue: Issue) => (sort === 'updated' ? Date.parse(issue.updatedAt) : issue.number);
      const sorted = found.sort((one, other) => key(other) - key(one) || other.number - one.number);
      const listed = direction === 'asc' ? sorted.reverse() : sorted;
      return listReply(listed, asked, world.url, (issue) => issueView(world, issue));
    },

    'issues/create'({ body, caller }) {
      const { title, body: text = null, labels = [], assignees = [] } = body;
      checkText('Issue', String(title), text);
      checkAssignees(assignees);
      const issue = openIssue(world, {
        title: String(title),
        body: text,
        labels: named(world, labels.map(withoutNull)),
        assignees,
        author: caller.login,
        isPull: false,
      });
      const view = issueView(world, issue);
      return { status: 201, body: view, headers: { location: view.url } };
    },

    'issues/get'({ path }) {
      return { status: 200, body: issueView(world, found(path.issue_number)) };
    },

    'issues/update'({ path, body = {}, caller }) {
      const issue = found(path.issue_number);
      const { title, body: text, state, state_reason: reason, labels, assignees } = body;
      checkText('Issue', title == null ? issue.title : String(title), text ?? null);
      const logins = assignees?.map((given) => (typeof given === 'string' ? given : (given.login ?? '')));
      checkAssignees(logins ?? []);
      if (title != null) issue.title = String(title);
      if (text !== undefined) issue.body = text;
      if (labels !== undefined) issue.labels = named(world, labels.map(withoutNull));
      if (logins !== undefined) issue.assignees = logins;
      if (state !== undefined) setState(issue, state, reason ?? null, caller.login);
      issue.updatedAt = now();
      return { status: 200, body: issueView(world, issue) };
    },
  } satisfies Partial<Routes>;

  function found(number: number): Issue {
    const issue = world.issues.get(number);
    if (issue === undefined) throw notFound();
    return issue;
  }

  /** Only who can see the repository can be assigned. */
  function checkAssignees(logins: readonly string[]): void {
    const strangers = logins.filter((login) => !world.people.has(login));
    if (strangers.length === 0) return;
    throw invalid({ resource: 'Issue', field: 'assignees', code: 'invalid', value: strangers.join(', ') });
  }
}

/** Opens an issue or the issue side of a pull request. */
export function openIssue(
  world: World,
  given: Pick<Issue, 'title' | 'body' | 'labels' | 'assignees' | 'author' | 'isPull'>,
): Issue {
  const at = now();
  const issue: Issue = {
    id: world.id(),
    number: world.issueNumber(),
    state: 'open',
    stateReason: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    ...given,
  };
  world.issues.set(issue.number, issue);
  return issue;
}

export function setState(
  issue: Issue,
  state: 'open' | 'closed',
  reason: Issue['stateReason'],
  login: string,
): void {
  if (state === 'closed') {
    issue.stateReason = reason ?? 'completed';
    issue.closedAt ??= now();
    issue.closedBy ??= login;
  } else if (issue.state === 'closed') {
    issue.stateReason = 'reopened';
    issue.closedAt = null;
    issue.closedBy = null;
  }
  issue.state = state;
}

/** @throws Refusal where GitHub finds a text missing or too long */
export function checkText(resource: string, title: string, body: string | null): void {
  if (title.trim() === '') throw invalid({ resource, field: 'title', code: 'missing_field' });
  if (title.length > 256) {
    throw invalid({
      resource,
      field: 'title',
      code: 'custom',
      message: 'title is too long (maximum is 256 characters)',
    });
  }
  if (body !== null && body.length > LONGEST_BODY) {
    const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
    throw invalid({ resource, field: 'body', code: 'custom', message });
  }
}

export function issueView(world: World, issue: Issue) {
  const { id, number, title, body, state, stateReason, assignees, author, createdAt, updatedAt } = issue;
  const url = `${world.api}/issues/${number}`;
  const kind = issue.isPull ? 'pull' : 'issues';
  const page = `${world.page}/${kind}/${number}`;
  const merge = world.pulls.get(number)?.merge ?? null;
  const faces = assignees.map((login) => faceOf(world, login));
  return {
    url,
    repository_url: world.api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: page,
    id,
    node_id: nodeId(issue.isPull ? 'PullRequest' : 'Issue', id),
    number,
    title,
    user: faceOf(world, author),
    labels: labelsOf(world, issue).map((label) => labelView(world, label)),
    state,
    state_reason: stateReason,
    locked: false,
    assignee: faces[0] ?? null,
    assignees: faces,
    milestone: null,
    comments: [...world.comments.values()].filter((comment) => comment.issue === number).length,
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : faceOf(world, issue.closedBy),
    author_association: association(world, author),
    active_lock_reason: null,
    body,
    performed_via_github_app: null,
    ...(issue.isPull
      ? {
          pull_request: {
            url: `${world.api}/pulls/${number}`,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
            merged_at: merge?.at ?? null,
          },
        }
      : {}),
  };
}

export function association(world: World, login: string): 'OWNER' | 'COLLABORATOR' | 'NONE' {
  if (login === world.owner) return 'OWNER';
  return world.roles.has(login) ? 'COLLABORATOR' : 'NONE';
}

function withoutNull(label: string | { name?: string }): string {
  return typeof label === 'string' ? label : (label.name ?? '');
}

function isAssigned({ assignees }: Issue, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === '*') return assignees.length > 0;
  return wanted === 'none' ? assignees.length === 0 : assignees.includes(wanted);
}

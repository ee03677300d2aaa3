import { faceOf } from '../world/faces.ts';
import type { Issue, Pull } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId } from '../world/world.ts';
import { association } from './issues.ts';
import { labelsOf, labelView } from './labels.ts';
import { repositoryView } from './repository.ts';

/** What git says of a pull request's changes. */
export interface PullNumbers {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly isMergeable: boolean;
}

/** A pull request as lists have it. */
export async function pullView(world: World, pull: Pull, issue: Issue) {
  const { number, id, head, base, headSha, baseSha, merge } = pull;
  const url = `${world.api}/pulls/${number}`;
  const page = `${world.page}/pull/${number}`;
  const issueUrl = `${world.api}/issues/${number}`;
  const repo = await repositoryView(world);
  const user = faceOf(world, world.owner);
  const faces = issue.assignees.map((login) => faceOf(world, login));
  const statuses = `${world.api}/statuses/${headSha}`;
  return {
    url,
    id,
    node_id: nodeId('PullRequest', id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: faceOf(world, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: merge?.at ?? null,
    merge_commit_sha: merge?.sha ?? null,
    assignee: faces[0] ?? null,
    assignees: faces,
    requested_reviewers: [],
    requested_teams: [],
    labels: labelsOf(world, issue).map((label) => labelView(world, label)),
    milestone: null,
    draft: pull.isDraft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${world.api}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: { label: `${world.owner}:${head}`, ref: head, sha: headSha, user, repo },
    base: { label: `${world.owner}:${base}`, ref: base, sha: baseSha, user, repo },
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${world.api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(world, issue.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** A pull request when one asks for it alone. */
export async function fullPullView(world: World, pull: Pull, issue: Issue, numbers: PullNumbers) {
  const { merge } = pull;
  return {
    ...(await pullView(world, pull, issue)),
    merged: merge !== null,
    mergeable: merge === null ? numbers.isMergeable : null,
    rebaseable: merge === null ? numbers.isMergeable : null,
    mergeable_state: numbers.isMergeable ? 'clean' : 'dirty',
    merged_by: merge === null ? null : faceOf(world, merge.by),
    comments: [...world.comments.values()].filter((comment) => comment.issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: numbers.commits,
    additions: numbers.additions,
    deletions: numbers.deletions,
    changed_files: numbers.changedFiles,
  };
}

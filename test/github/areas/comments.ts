import { listReply } from '../server/pages.ts';
import { invalid, notFound } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Comment, Issue } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';
import { association, checkText } from './issues.ts';

/** Comments on issues and pull requests. */
export function comments(world: World) {
  return {
    'issues/list-comments'(asked) {
      const issue = issueOf(asked.path.issue_number);
      const { since } = asked.query;
      const found = [...world.comments.values()].filter(
        (comment) =>
          comment.issue === issue.number &&
          (since === undefined || Date.parse(comment.updatedAt) >= Date.parse(since)),
      );
      return listReply(found, asked, world.url, view);
    },

    'issues/create-comment'({ path, body: { body }, caller }) {
      const issue = issueOf(path.issue_number);
      check(body);
      const at = now();
      const comment: Comment = {
        id: world.id(),
        issue: issue.number,
        author: caller.login,
        body,
        createdAt: at,
        updatedAt: at,
      };
      world.comments.set(comment.id, comment);
      issue.updatedAt = at;
      const answer = view(comment);
      return { status: 201, body: answer, headers: { location: answer.url } };
    },

    'issues/get-comment'({ path }) {
      return { status: 200, body: view(found(Number(path.comment_id))) };
    },

    'issues/update-comment'({ path, body: { body } }) {
      const comment = found(Number(path.comment_id));
      check(body);
      comment.body = body;
      comment.updatedAt = now();
      return { status: 200, body: view(comment) };
    },

    'issues/delete-comment'({ path }) {
      world.comments.delete(found(Number(path.comment_id)).id);
      return { status: 204 };
    },
  } satisfies Partial<Routes>;

  function found(id: number): Comment {
    const comment = world.comments.get(id);
    if (comment === undefined) throw notFound();
    return comment;
  }

  function issueOf(number: number): Issue {
    const issue = world.issues.get(number);
    if (issue === undefined) throw notFound();
    return issue;
  }

  function view({ id, issue, author, body, createdAt, updatedAt }: Comment) {
    const kind = world.pulls.has(issue) ? 'pull' : 'issues';
    return {
      id,
      node_id: nodeId('IssueComment', id),
      url: `${world.api}/issues/comments/${id}`,
      html_url: `${world.page}/${kind}/${issue}#issuecomment-${id}`,
      issue_url: `${world.api}/issues/${issue}`,
      user: faceOf(world, author),
      created_at: createdAt,
      updated_at: updatedAt,
      author_association: association(world, author),
      body,
      performed_via_github_app: null,
    };
  }
}

function check(body: string): void {
  if (body.trim() === '') {
    throw invalid({ resource: 'IssueComment', field: 'body', code: 'missing_field' });
  }
  checkText('IssueComment', 'a comment', body);
}

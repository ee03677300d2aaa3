import * as z from 'zod/mini';
import { makeOnce, read, readPages } from './answers.ts';
import type { GitHub } from './client.ts';
import { whoAmI } from './login.ts';
import { fitBody } from './markdown.ts';

export interface CommentOrder {
  /** Number of the issue or of the pull request. */
  readonly issue: number;
  /** Tells the comment from others: `<!-- glidepath:plan -->`. It is put before the body. */
  readonly marker: string;
  /** Markdown; cut where it is longer than GitHub takes. */
  readonly body: string;
}

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const CREATE = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const CHANGE = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';

/** Thousands of comments are read for ours, not more. */
const MOST_PAGES = 30;

const commentSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.optional(z.nullable(z.string())),
  user: z.nullable(z.object({ login: z.string(), type: z.string() })),
});
type Comment = z.output<typeof commentSchema>;

/**
 * Writes a comment, or changes the one that begins with the same marker. A person's comment is never changed, whatever it
 * begins with, unless the token is that person's.
 * @throws GitHubError
 */
export async function upsertComment(github: GitHub, order: CommentOrder): Promise<{ readonly url: string }> {
  const body = fitBody(`${order.marker}\n${order.body}`);
  const found = await find(github, order);
  if (found !== null) return change(github, found, body);
  const make = async () => read(github, commentSchema, CREATE, { issue_number: order.issue, body });
  const made = await makeOnce<Comment>(make, async () => find(github, order));
  return { url: made.html_url };
}

async function change(github: GitHub, found: Comment, body: string): Promise<{ readonly url: string }> {
  if (sameText(found.body ?? '', body)) return { url: found.html_url };
  const { html_url } = await read(github, commentSchema, CHANGE, { comment_id: found.id, body });
  return { url: html_url };
}

async function find(github: GitHub, { issue, marker }: CommentOrder): Promise<Comment | null> {
  let me: Promise<string | null> | null = null;
  for await (const comment of readPages(github, commentSchema, LIST, { issue_number: issue }, MOST_PAGES)) {
    if (comment.body?.startsWith(marker) !== true || comment.user === null) continue;
    // A workflow's token writes as a bot, and may not ask who it is.
    if (comment.user.type === 'Bot') return comment;
    me ??= whoAmI(github);
    if ((await me) === comment.user.login) return comment;
  }
  return null;
}

/** GitHub keeps line ends as they were sent by a browser. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trimEnd() === other.trimEnd();
}

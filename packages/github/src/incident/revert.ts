import * as z from 'zod/mini';
import { makeOnce, read } from '../answers.ts';
import type { GitHub } from '../client.ts';
import { GitHubError } from '../faults.ts';
import { changesBetween, pathsOf, type Changes } from './changes.ts';
import { readTree, type TreeFile } from './tree.ts';

/** Which changes are to be taken back. */
export interface RevertOrder {
  /** `glidepath/revert-0123456789ab` */
  readonly branch: string;
  /** The commit whose files come back. */
  readonly stable: string;
  /** The commit of the release that was taken back. */
  readonly release: string;
  /** What lies between the two. */
  readonly changes: Changes;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export type Revert =
  /** There is a pull request; `closed` and `merged`: people have decided about it already. */
  | { readonly kind: 'pull-request'; readonly url: string; readonly state: 'open' | 'closed' | 'merged' }
  /** The branch is there; at `url` a person can make the pull request of it. */
  | { readonly kind: 'branch'; readonly branch: string; readonly url: string; readonly why: string }
  /** Nothing was written; `why` is a clause. */
  | { readonly kind: 'by-hand'; readonly why: string };

/**
 * Proposes to take a release's changes back: a commit on the default branch that gives every file the release has changed
 * what it held before, as long as nobody has changed one of them since. Twice is the same as once.
 * @throws GitHubError where GitHub refuses or fails
 */
export async function openRevert(github: GitHub, order: RevertOrder): Promise<Revert> {
  const there = await pullOf(github, order.branch);
  if (there !== null) return there;
  const obstacle = obstacleOf(order.changes);
  if (obstacle !== null) return { kind: 'by-hand', why: obstacle };
  const base = await defaultBranch(github);
  const made = await commitOf(github, order, base.sha);
  if (made.kind === 'by-hand') return made;
  await makeBranch(github, order.branch, made.sha);
  return openPull(github, order, base.name);
}

function obstacleOf({ relation, files, allFiles }: Changes): string | null {
  if (relation !== 'ahead') return 'the two releases do not follow one another on one branch';
  if (files.length === 0) return 'no file differs between the two releases';
  return allFiles ? null : 'more files differ between the two releases than GitHub lists';
}

const repositorySchema = z.object({ default_branch: z.string() });
const refSchema = z.object({ object: z.object({ sha: z.string() }) });

async function defaultBranch(github: GitHub): Promise<{ readonly name: string; readonly sha: string }> {
  const { default_branch: name } = await read(github, repositorySchema, 'GET /repos/{owner}/{repo}');
  const ref = await read(github, refSchema, 'GET /repos/{owner}/{repo}/git/ref/{ref}', {
    ref: `heads/${name}`,
  });
  return { name, sha: ref.object.sha };
}

const shaSchema = z.object({ sha: z.string() });
const commitSchema = z.object({ tree: shaSchema });

/** The commit that takes the changes back, on top of `head`; no ref has it yet. */
async function commitOf(
  github: GitHub,
  order: RevertOrder,
  head: string,
): Promise<{ readonly kind: 'made'; readonly sha: string } | Extract<Revert, { readonly kind: 'by-hand' }>> {
  const paths = pathsOf(order.changes);
  const since = await changesBetween(github, order.release, head);
  const obstacle = obstacleSince(since, paths);
  if (obstacle !== null) return { kind: 'by-hand', why: obstacle };
  const before = await readTree(github, order.stable);
  if (before === null)
    return { kind: 'by-hand', why: 'the repository has more files than GitHub lists at once' };
  const { tree } = await read(github, commitSchema, 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    commit_sha: head,
  });
  const reverted = await read(github, shaSchema, 'POST /repos/{owner}/{repo}/git/trees', {
    base_tree: tree.sha,
    tree: [...paths].map((path) => changeOf(path, before.get(path))),
  });
  const { sha } = await read(github, shaSchema, 'POST /repos/{owner}/{repo}/git/commits', {
    message: `${order.title}\n\nTakes back what lies between ${order.stable} and ${order.release}.`,
    tree: reverted.sha,
    parents: [head],
  });
  return { kind: 'made', sha };
}

function obstacleSince(since: Changes, paths: ReadonlySet<string>): string | null {
  if (since.relation !== 'ahead' && since.relation !== 'identical') {
    return 'the release was not built from the default branch';
  }
  if (!since.allFiles) return 'too much has changed on the default branch since';
  const both = [...pathsOf(since)].filter((path) => paths.has(path));
  if (both.length === 0) return null;
  const more = both.length > 3 ? ` and ${both.length - 3} more` : '';
  return `files of it have changed on the default branch since: ${both.slice(0, 3).join(', ')}${more}`;
}

/** As GitHub wants an entry of a tree; one without a sha takes the path away. */
function changeOf(path: string, before: TreeFile | undefined): Record<string, unknown> {
  return before === undefined ? { path, mode: '100644', type: 'blob', sha: null } : { path, ...before };
}

/** A branch of that name was made by an earlier try, since it has the digest in its name: it is taken as it is. */
async function makeBranch(github: GitHub, branch: string, sha: string): Promise<void> {
  try {
    await github.request('POST /repos/{owner}/{repo}/git/refs', { ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 422 || !/already exists/i.test(error.said))
      throw error;
  }
}

const pullSchema = z.object({ html_url: z.string(), state: z.string(), merged_at: z.nullable(z.string()) });

async function openPull(github: GitHub, order: RevertOrder, base: string): Promise<Revert> {
  const { branch: head, title, body } = order;
  const make = async (): Promise<Revert> => {
    const made = await read(github, pullSchema, 'POST /repos/{owner}/{repo}/pulls', {
      title,
      body,
      head,
      base,
    });
    return { kind: 'pull-request', url: made.html_url, state: 'open' };
  };
  try {
    return await makeOnce(make, async () => pullOf(github, head));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { kind: 'branch', branch: head, url: formOf(github, base, head), why: mendOf(error) };
  }
}

async function pullOf(github: GitHub, branch: string): Promise<Revert | null> {
  const [newest] = await read(github, z.array(pullSchema), 'GET /repos/{owner}/{repo}/pulls', {
    head: `${github.owner}:${branch}`,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 1,
  });
  if (newest === undefined) return null;
  const state = newest.merged_at !== null ? 'merged' : newest.state === 'open' ? 'open' : 'closed';
  return { kind: 'pull-request', url: newest.html_url, state };
}

function formOf({ serverUrl, owner, repo }: GitHub, base: string, branch: string): string {
  const range = [base, branch].map((name) => name.split('/').map(encodeURIComponent).join('/')).join('...');
  return `${serverUrl}/${owner}/${repo}/compare/${range}?expand=1`;
}

/** A setting of the repository, not a permission of the workflow, keeps workflows from opening pull requests. */
function mendOf({ said, message }: GitHubError): string {
  return /not permitted to create/i.test(said)
    ? 'workflows may not open pull requests here; allow it under Settings, Actions, General, Workflow permissions'
    : message;
}

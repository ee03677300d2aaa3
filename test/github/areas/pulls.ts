import { changesBetween } from '../git/comparison.ts';
import { log, writeCommit } from '../git/commits.ts';
import { git as runGit } from '../git/git.ts';
import { pageOf } from '../server/pages.ts';
import { invalid, notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { Issue, Pull } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { now } from '../world/world.ts';
import { checkText, openIssue, setState } from './issues.ts';
import { fullPullView, pullView } from './pull-views.ts';
import type { PullNumbers } from './pull-views.ts';

/** Pull requests between branches of the repository. */
export function pulls(world: World) {
  const { git } = world;

  return {
    async 'pulls/list'(asked) {
      const { state = 'open', head, base, direction } = asked.query;
      const found: { pull: Pull; issue: Issue }[] = [];
      for (const pull of [...world.pulls.values()].sort((one, other) => other.number - one.number)) {
        const issue = issueOf(pull);
        if (state !== 'all' && issue.state !== state) continue;
        if (head !== undefined && head !== `${world.owner}:${pull.head}`) continue;
        if (base !== undefined && base !== pull.base) continue;
        found.push({ pull, issue });
      }
      return paged(direction === 'asc' ? found.reverse() : found, asked);
    },

    async 'pulls/create'({ body, caller }) {
      const { title = '', base, body: text = null, draft: isDraft = false } = body;
      const head = body.head.startsWith(`${world.owner}:`)
        ? body.head.slice(world.owner.length + 1)
        : body.head;
      checkText('PullRequest', title, text);
      const [headRef, baseRef] = [await git.ref(`refs/heads/${head}`), await git.ref(`refs/heads/${base}`)];
      if (headRef === null) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
      if (baseRef === null) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
      if (await git.isAncestor(headRef.sha, baseRef.sha))
        throw custom(`No commits between ${base} and ${head}`);
      const twin = [...world.pulls.values()].find(
        (pull) => pull.head === head && pull.base === base && issueOf(pull).state === 'open',
      );
      if (twin !== undefined) throw custom(`A pull request already exists for ${world.owner}:${head}.`);
      const issue = openIssue(world, {
        title,
        body: text,
        labels: [],
        assignees: [],
        author: caller.login,
        isPull: true,
      });
      const pull: Pull = {
        number: issue.number,
        id: world.id(),
        head,
        base,
        isDraft,
        baseSha: baseRef.sha,
        headSha: headRef.sha,
        merge: null,
      };
      world.pulls.set(pull.number, pull);
      const view = await fullView(pull);
      return { status: 201, body: view, headers: { location: view.url } };
    },

    async 'pulls/get'({ path }) {
      return { status: 200, body: await fullView(found(path.pull_number)) };
    },

    async 'pulls/update'({ path, body = {}, caller }) {
      const pull = found(path.pull_number);
      const issue = issueOf(pull);
      checkText('PullRequest', body.title ?? issue.title, body.body ?? null);
      issue.title = body.title ?? issue.title;
      issue.body = body.body ?? issue.body;
      pull.base = body.base ?? pull.base;
      if (body.state !== undefined) setState(issue, body.state, null, caller.login);
      issue.updatedAt = now();
      return { status: 200, body: await fullView(pull) };
    },

    async 'pulls/merge'({ path, body, caller }) {
      const pull = found(path.pull_number);
      await refresh(pull);
      if (body?.sha !== undefined && body.sha !== pull.headSha) {
        throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
      }
      const sha = await merge(pull, caller.login, body?.merge_method ?? 'merge', body?.commit_title);
      return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
    },

    async 'repos/list-pull-requests-associated-with-commit'(asked) {
      const sha = await git.resolve(asked.path.commit_sha);
      if (sha === null) throw new Refusal(422, `No commit found for SHA: ${asked.path.commit_sha}`);
      const found: { pull: Pull; issue: Issue }[] = [];
      for (const pull of world.pulls.values()) {
        if (await carries(pull, sha)) found.push({ pull, issue: issueOf(pull) });
      }
      return paged(found, asked);
    },
  } satisfies Partial<Routes>;

  function found(number: number): Pull {
    const pull = world.pulls.get(number);
    if (pull === undefined) throw notFound();
    return pull;
  }

  function issueOf({ number }: Pull): Issue {
    const issue = world.issues.get(number);
    if (issue === undefined) throw new Error(`Pull request ${number} has no issue.`);
    return issue;
  }

  async function paged(
    all: readonly { pull: Pull; issue: Issue }[],
    asked: { readonly pathname: string; readonly search: URLSearchParams; readonly query: object },
  ) {
    const { items, headers } = pageOf(all, asked, world.url);
    const body = await Promise.all(items.map(({ pull, issue }) => pullView(world, pull, issue)));
    return { status: 200, headers, body };
  }

  /** A branch moves on while its pull request is open. */
  async function refresh(pull: Pull): Promise<void> {
    if (pull.merge !== null || issueOf(pull).state === 'closed') return;
    pull.headSha = (await git.ref(`refs/heads/${pull.head}`))?.sha ?? pull.headSha;
  }

  async function fullView(pull: Pull) {
    await refresh(pull);
    return fullPullView(world, pull, issueOf(pull), await numbersOf(pull));
  }

  async function numbersOf(pull: Pull): Promise<PullNumbers> {
    const fork = (await git.mergeBase(pull.baseSha, pull.headSha)) ?? pull.baseSha;
    const changes = await changesBetween(git, fork, pull.headSha);
    return {
      commits: (await log(git, [`${fork}..${pull.headSha}`])).length,
      additions: changes.reduce((sum, change) => sum + change.additions, 0),
      deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
      changedFiles: changes.length,
      isMergeable: (await mergedTree(pull)) !== null,
    };
  }

  /** The tree of both sides together; null where they conflict. */
  async function mergedTree(pull: Pull): Promise<string | null> {
    const run = await runGit(git.path, [
      'merge-tree',
      '--write-tree',
      `refs/heads/${pull.base}`,
      pull.headSha,
    ]);
    return run.ok ? (run.stdout.toString().split('\n')[0] ?? null) : null;
  }

  /** In the branch, or the commit that merged it. */
  async function carries(pull: Pull, sha: string): Promise<boolean> {
    await refresh(pull);
    if (pull.merge?.sha === sha) return true;
    return (await git.isAncestor(sha, pull.headSha)) && !(await git.isAncestor(sha, pull.baseSha));
  }

  async function merge(
    pull: Pull,
    login: string,
    method: 'merge' | 'squash' | 'rebase',
    title?: string,
  ): Promise<string> {
    const issue = issueOf(pull);
    if (method === 'rebase') throw new Refusal(405, 'Rebase merges are not allowed on this repository.');
    const base = await git.ref(`refs/heads/${pull.base}`);
    const tree = await mergedTree(pull);
    if (base === null || tree === null || issue.state === 'closed') {
      throw new Refusal(405, 'Pull Request is not mergeable');
    }
    const { name, email } = world.person(login);
    const author = { name, email, at: Math.floor(Date.now() / 1000), zone: '+0000' };
    const isMerge = method === 'merge';
    const subject = isMerge
      ? `Merge pull request #${pull.number} from ${world.owner}/${pull.head}\n\n${issue.title}`
      : `${issue.title} (#${pull.number})`;
    const sha = await writeCommit(git, {
      tree,
      parents: isMerge ? [base.sha, pull.headSha] : [base.sha],
      author,
      committer: author,
      message: title ?? subject,
    });
    if (!(await git.swap(base.name, sha, base.sha))) {
      throw new Refusal(405, 'Base branch was modified. Review and try the merge again.');
    }
    const at = now();
    pull.merge = { sha, at, by: login };
    setState(issue, 'closed', null, login);
    issue.updatedAt = at;
    return sha;
  }
}

function custom(message: string): Refusal {
  return invalid({ resource: 'PullRequest', field: 'base', code: 'custom', message });
}

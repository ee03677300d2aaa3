import { changesBetween } from '../git/comparison.ts';
import { log, readCommit } from '../git/commits.ts';
import type { Commit } from '../git/commits.ts';
import { listReply, pageOf } from '../server/pages.ts';
import { notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';
import { commitView, fileView } from './commit-views.ts';

/** GitHub compares at most this many files, on the first page. */
const MOST_FILES = 300;

/** The history of the real repository. */
export function commits(world: World) {
  const { git } = world;

  return {
    async 'repos/list-commits'(asked) {
      const { sha: from, path, author, committer, since, until } = asked.query;
      const start = await git.resolve(from ?? (await git.defaultBranch()));
      if (start === null) throw notFound();
      const all = await log(git, [
        ...(since === undefined ? [] : [`--since=${since}`]),
        ...(until === undefined ? [] : [`--until=${until}`]),
        start,
        '--',
        ...(path === undefined ? [] : [path]),
      ]);
      const wanted = all.filter(
        (commit) => isBy(commit.author.email, author) && isBy(commit.committer.email, committer),
      );
      return listReply(wanted, asked, world.url, (commit) => commitView(world, commit));
    },

    async 'repos/get-commit'(asked) {
      const commit = await found(asked.path.ref);
      const changes = await changesBetween(git, commit.parents[0] ?? null, commit.sha);
      const { items, headers } = pageOf(changes, asked, world.url);
      const additions = changes.reduce((sum, change) => sum + change.additions, 0);
      const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
      return {
        status: 200,
        headers,
        body: {
          ...commitView(world, commit),
          stats: { total: additions + deletions, additions, deletions },
          files: items.map((change) => fileView(world, change, commit.sha)),
        },
      };
    },

    async 'repos/compare-commits-with-basehead'(asked) {
      const [baseName = '', headName = ''] = asked.path.basehead.split('...');
      const [base, head] = [await known(local(baseName)), await known(local(headName))];
      if (base === null || head === null) throw notFound();
      const mergeBase = await git.mergeBase(base.sha, head.sha);
      if (mergeBase === null)
        throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
      const ahead = await log(git, ['--reverse', '--topo-order', `${base.sha}..${head.sha}`]);
      const behind = await log(git, [`${head.sha}..${base.sha}`]);
      const changes = await changesBetween(git, mergeBase, head.sha);
      const { items, headers } = pageOf(ahead, asked, world.url);
      return {
        status: 200,
        headers,
        body: {
          url: `${world.api}/compare/${baseName}...${headName}`,
          html_url: `${world.page}/compare/${baseName}...${headName}`,
          permalink_url: `${world.page}/compare/${base.sha}...${head.sha}`,
          diff_url: `${world.page}/compare/${baseName}...${headName}.diff`,
          patch_url: `${world.page}/compare/${baseName}...${headName}.patch`,
          base_commit: commitView(world, base),
          merge_base_commit: commitView(world, await found(mergeBase)),
          status: relation(ahead.length, behind.length),
          ahead_by: ahead.length,
          behind_by: behind.length,
          total_commits: ahead.length,
          commits: items.map((commit) => commitView(world, commit)),
          // Pages are of commits: only the first carries files.
          ...((asked.query.page ?? 1) > 1
            ? {}
            : { files: changes.slice(0, MOST_FILES).map((change) => fileView(world, change, head.sha)) }),
        },
      };
    },
  } satisfies Partial<Routes>;

  async function found(name: string): Promise<Commit> {
    const commit = await known(name);
    if (commit === null) throw new Refusal(422, `No commit found for SHA: ${name}`);
    return commit;
  }

  async function known(name: string): Promise<Commit | null> {
    const sha = await git.resolve(name);
    return sha === null ? null : readCommit(git, sha);
  }

  /** `acme:branch` is a branch of the repository of acme: of this one. */
  function local(name: string): string {
    return name.startsWith(`${world.owner}:`) ? name.slice(world.owner.length + 1) : name;
  }

  function isBy(email: string, wanted: string | undefined): boolean {
    return wanted === undefined || email === wanted || world.personOf(email)?.login === wanted;
  }
}

function relation(ahead: number, behind: number): 'ahead' | 'behind' | 'diverged' | 'identical' {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

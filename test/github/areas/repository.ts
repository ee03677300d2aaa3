import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { World } from '../world/world.ts';
import { nodeId } from '../world/world.ts';

/** The repository itself. */
export function repository(world: World) {
  return {
    async 'repos/get'({ caller }) {
      const isAdmin = caller.kind === 'user' || caller.permissions === 'all';
      const body = await repositoryView(world);
      const permissions = { admin: isAdmin, maintain: isAdmin, push: isAdmin, triage: isAdmin, pull: true };
      return { status: 200, body: { ...body, permissions, network_count: 0, subscribers_count: 0 } };
    },
  } satisfies Partial<Routes>;
}

/** All that GitHub tells of a repository wherever it stands. */
export async function repositoryView(world: World): Promise<Record<string, unknown>> {
  const { owner, repo, api, page, url, createdAt } = world;
  const open = [...world.issues.values()].filter(({ state }) => state === 'open').length;
  return {
    id: 1296269,
    node_id: nodeId('Repository', 1296269),
    name: repo,
    full_name: `${owner}/${repo}`,
    owner: faceOf(world, owner),
    private: true,
    visibility: 'private',
    html_url: page,
    description: null,
    fork: false,
    url: api,
    ...links(api),
    git_url: `git:${page.slice(page.indexOf('//'))}.git`,
    ssh_url: `git@${new URL(url).hostname}:${owner}/${repo}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    size: 0,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: open,
    open_issues_count: open,
    default_branch: await world.git.defaultBranch(),
    topics: [],
    is_template: false,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: createdAt,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

function links(api: string): Record<string, string> {
  return {
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}

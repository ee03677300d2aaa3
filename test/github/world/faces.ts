import type { Person } from './records.ts';
import type { World } from './world.ts';
import { nodeId } from './world.ts';

/** A person in the short form that stands inside of other things. */
export function faceOf(world: World, who: Person | string): Record<string, unknown> {
  const { login, id, type } = typeof who === 'string' ? world.person(who) : who;
  const api = `${world.url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${world.url}/avatars/u/${id}`,
    gravatar_id: '',
    url: api,
    html_url: `${world.url}/${encodeURIComponent(login)}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The app that GITHUB_TOKEN belongs to. */
export function actionsApp(world: World): Record<string, unknown> {
  return {
    id: 15368,
    slug: 'github-actions',
    node_id: nodeId('App', 15368),
    owner: faceOf(world, world.owner),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${world.url}/apps/github-actions`,
    created_at: world.createdAt,
    updated_at: world.createdAt,
    permissions: { checks: 'write', contents: 'write', deployments: 'write', metadata: 'read' },
    events: [],
  };
}

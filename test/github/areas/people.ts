import { notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { Role } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Who somebody is, and what they may do. */
export function people(world: World) {
  return {
    'users/get-authenticated'({ caller }) {
      // GITHUB_TOKEN stands for no user.
      if (caller.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration');
      const { name, email } = world.person(caller.login);
      const body = {
        ...faceOf(world, caller.login),
        name,
        email,
        company: null,
        blog: '',
        location: null,
        hireable: null,
        bio: null,
        twitter_username: null,
        public_repos: 0,
        public_gists: 0,
        followers: 0,
        following: 0,
        created_at: world.createdAt,
        updated_at: world.createdAt,
      };
      return { status: 200, body };
    },

    'repos/get-collaborator-permission-level'({ path: { username } }) {
      const person = world.people.get(username);
      if (person === undefined) throw notFound();
      const role = world.roles.get(username) ?? (username === world.owner ? 'admin' : 'none');
      const body = {
        permission: permissionOf(role),
        role_name: role,
        user: { ...faceOf(world, person), permissions: capabilities(role), role_name: role },
      };
      return { status: 200, body };
    },

    'teams/get-membership-for-user-in-org'({ path: { org, team_slug: team, username } }) {
      const role = world.teams.get(`${org}/${team}`)?.get(username);
      if (role === undefined) throw notFound();
      const url = `${world.url}/orgs/${org}/teams/${team}/memberships/${username}`;
      return { status: 200, body: { url, role, state: 'active' } };
    },
  } satisfies Partial<Routes>;
}

/** The older four words: GitHub folds maintain into write and triage into read. */
function permissionOf(role: Role): 'admin' | 'write' | 'read' | 'none' {
  switch (role) {
    case 'maintain':
      return 'write';
    case 'triage':
      return 'read';
    case 'admin':
    case 'write':
    case 'read':
    case 'none':
      return role;
  }
}

function capabilities(role: Role): Record<string, boolean> {
  const order: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
  const rank = order.indexOf(role);
  return { pull: rank >= 1, triage: rank >= 2, push: rank >= 3, maintain: rank >= 4, admin: rank >= 5 };
}

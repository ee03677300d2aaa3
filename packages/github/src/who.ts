import { ROLES, type Person, type Role } from '@glidepath/model';
import * as z from 'zod/mini';
import { orNull, read } from './answers.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './faults.ts';

export interface Permit {
  readonly allowed: boolean;
  /** A clause for people: by what right, or why not and how to mend it. */
  readonly why: string;
}

const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
const MEMBERSHIP = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';

/**
 * Whether somebody is among the persons; with none named everybody is. Asks GitHub only as far as needed: users by name
 * first, then the role, at last the teams, and no further once one allows it. What GitHub does not say allows nobody, and
 * `why` tells how to mend it.
 */
export async function mayAct(github: GitHub, actor: string, persons: readonly Person[]): Promise<Permit> {
  if (persons.length === 0) return { allowed: true, why: 'everybody who can start a run may' };
  if (isNamed(actor, persons)) return { allowed: true, why: `${actor} is named` };
  const refusals: string[] = [];
  for (const ask of [asRole, ...teamsOf(persons)]) {
    const permit = await ask(github, actor, persons);
    if (permit?.allowed === true) return permit;
    if (permit !== null) refusals.push(permit.why);
  }
  return { allowed: false, why: refusals.length === 0 ? `${actor} is not named` : refusals.join('; ') };
}

type Ask = (github: GitHub, actor: string, persons: readonly Person[]) => Promise<Permit | null>;

/** Logins know no case. */
function isNamed(actor: string, persons: readonly Person[]): boolean {
  return persons.some(
    (person) => person.kind === 'user' && person.login.toLowerCase() === actor.toLowerCase(),
  );
}

/** The lowest role that is named is enough. Null where none is. */
async function asRole(github: GitHub, actor: string, persons: readonly Person[]): Promise<Permit | null> {
  const [wanted] = persons
    .flatMap((person) => (person.kind === 'role' ? [person.role] : []))
    .toSorted((one, other) => rank(one) - rank(other));
  if (wanted === undefined) return null;
  const place = `${github.owner}/${github.repo}`;
  try {
    const role = await roleOf(github, actor);
    const allowed = role !== null && rank(role) >= rank(wanted);
    return { allowed, why: `${actor} has ${role === null ? 'no role' : `the role ${role}`} in ${place}` };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return {
      allowed: false,
      why: `GitHub did not say which role ${actor} has in ${place}: ${error.message}`,
    };
  }
}

/**
 * `permission` knows four levels; `role_name` tells maintain from write and triage from read, but may also be a role of the
 * organization's own making, of which `permission` is the level. Null for whom GitHub does not know: an app, such as
 * github-actions[bot].
 */
async function roleOf(github: GitHub, actor: string): Promise<Role | null> {
  const schema = z.object({ permission: z.string(), role_name: z.optional(z.string()) });
  const found = await orNull(read(github, schema, PERMISSION, { username: actor }));
  return found === null ? null : (roleNamed(found.role_name) ?? roleNamed(found.permission));
}

function roleNamed(name: string | undefined): Role | null {
  return ROLES.find((role) => role === name) ?? null;
}

function rank(role: Role): number {
  return ROLES.indexOf(role);
}

function teamsOf(persons: readonly Person[]): readonly Ask[] {
  return persons.flatMap((person) =>
    person.kind === 'team' ? [(github, actor) => asMember(github, actor, person)] : [],
  );
}

async function asMember(
  github: GitHub,
  actor: string,
  { organization, team }: Extract<Person, { readonly kind: 'team' }>,
): Promise<Permit> {
  const name = `@${organization}/${team}`;
  const place = { org: organization, team_slug: team, username: actor };
  try {
    const { state } = await read(github, z.object({ state: z.string() }), MEMBERSHIP, place);
    return state === 'active'
      ? { allowed: true, why: `${actor} is a member of ${name}` }
      : { allowed: false, why: `${actor} was invited to ${name} and has not accepted` };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { allowed: false, why: unseen(name, actor, error) };
  }
}

/** A workflow's own token sees no team: GitHub answers 403, or 404 as if there were none. */
function unseen(name: string, actor: string, { fault, said, message }: GitHubError): string {
  const token =
    'needs the token of a GitHub App with the organization permission "members: read", or of a person with the scope ' +
    `"read:org"; a workflow's own token has neither`;
  switch (fault) {
    case 'forbidden':
    case 'unauthorized':
      return `this token may not ask who is in ${name} (${said}): that ${token}`;
    case 'not-found':
      return `${actor} is not seen in ${name}: either not a member, or this token may not see it, which ${token}`;
    case 'conflict':
    case 'refused':
    case 'rate-limited':
    case 'failed':
    case 'unreachable':
    case 'misunderstood':
      return `GitHub did not say who is in ${name}: ${message}`;
  }
}

import type { Environment, Person, Right } from '@glidepath/model';
import { openGitHub } from './github-access.ts';
import { actorOf } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Why whoever runs this may not do so in the environment; null where they may. What can't be checked is not allowed.
 */
export async function objectionTo(
  surroundings: Surroundings,
  { name, who }: Pick<Environment, 'name' | 'who'>,
  right: Right,
): Promise<string | null> {
  const persons = who[right];
  if (persons.length === 0) return null;
  const actor = actorOf(surroundings);
  const answer = await ask(surroundings, actor, persons);
  if (answer.allowed) return null;
  const listed = persons.map(personText).join(', ');
  return `${actor} may not ${RIGHT_WORDS[right]} in ${name}: the delivery file names ${listed} (who: ${right})${answer.why === '' ? '' : `; ${answer.why}`}`;
}

const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  deploy: 'deliver a release',
  promote: 'promote or resume a rollout',
  rollback: 'pause, abort or roll back a rollout',
  override: 'pass over gates and blocks',
  block: 'block or unblock anything',
};

async function ask(
  surroundings: Surroundings,
  actor: string,
  persons: readonly Person[],
): Promise<{ readonly allowed: boolean; readonly why: string }> {
  const named = persons.some(
    (person) => person.kind === 'user' && person.login.toLowerCase() === actor.toLowerCase(),
  );
  if (named) return { allowed: true, why: '' };
  if (persons.every(({ kind }) => kind === 'user')) return { allowed: false, why: '' };
  const github = await openGitHub(surroundings);
  if (github === null) {
    return {
      allowed: false,
      why: 'roles and teams are known to GitHub alone, and this run has no access to it',
    };
  }
  const { mayAct } = await import('@glidepath/github');
  return mayAct(github, actor, persons);
}

function personText(person: Person): string {
  switch (person.kind) {
    case 'user':
      return person.login;
    case 'role':
      return `role:${person.role}`;
    case 'team':
      return `@${person.organization}/${person.team}`;
  }
}

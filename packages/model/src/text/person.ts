import { ROLES } from '../around.ts';
import type { Person } from '../around.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';
import { instead } from './suggest.ts';

/** Letters, digits and single hyphens between them, at most 39. */
export const ACCOUNT = '[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}';
/** An enterprise adds its short code to the logins that it manages: alice_acme. Those of applications end with [bot]. */
const LOGIN = String.raw`${ACCOUNT}(?:_[A-Za-z0-9]{1,20}|\[bot\])?`;
const TEAM = `@(${ACCOUNT})/([A-Za-z0-9][A-Za-z0-9_-]{0,99})`;
/** The word in place of people that stands for all of them. */
export const ANYONE = 'anyone';

const ROLE = ROLES.join('|');
/** What a pattern can say of people, `anyone` too. */
export const PERSON = new RegExp(`^(?!(?:${ROLE})$)(?:role:(?:${ROLE})|${TEAM}|${LOGIN})$`);

const FORM = 'write a login, role:maintain, or "@org/team"';

/** Reads a login (`alice`, `dependabot[bot]`), a role (`role:maintain`) or a team (`@acme/release-managers`). */
export function parsePerson(text: string): Parsed<Person> {
  const is = `is ${quote(text)}`;
  const named = /^role:(.*)$/.exec(text)?.[1];
  if (named !== undefined) {
    const role = ROLES.find((one) => one === named);
    if (role !== undefined) return parsed({ kind: 'role', role });
    return faulty(is, `${quote(named)} is no role on GitHub`, instead(named, ROLES));
  }
  const [, organization, team] = new RegExp(`^${TEAM}$`).exec(text) ?? [];
  if (organization !== undefined && team !== undefined) return parsed({ kind: 'team', organization, team });
  if (text.startsWith('@')) {
    const login = text.slice(1);
    const mend = isLogin(login)
      ? `write ${login}, or "@org/team" for a team`
      : 'write for example "@acme/release-managers"';
    return faulty(is, 'a team is @, the organization, / and its name', mend);
  }
  // As a login it would give the right to a stranger of that name.
  if (ROLES.some((role) => role === text.toLowerCase()))
    return faulty(is, 'that would be a login', `write role:${text.toLowerCase()} for the role`);
  if (text.toLowerCase() === ANYONE)
    return faulty(is, 'that is everybody', `write ${ANYONE} alone, or leave it out`);
  if (isLogin(text)) return parsed({ kind: 'user', login: text });
  return faulty(is, 'no login, role or team on GitHub', FORM);
}

function isLogin(text: string): boolean {
  return new RegExp(`^${LOGIN}$`).test(text);
}

/** The text that `parsePerson` reads back as the same person. */
export function formatPerson(person: Person): string {
  switch (person.kind) {
    case 'user':
      return person.login;
    case 'role':
      return `role:${person.role}`;
    case 'team':
      return `@${person.organization}/${person.team}`;
  }
}

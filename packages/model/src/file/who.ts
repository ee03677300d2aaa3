import * as z from 'zod/mini';
import type { Person } from '../around.ts';
import { parsed } from '../fault.ts';
import { ANYONE, parsePerson, PERSON } from '../text/person.ts';
import { byDefault, docs, mapping, oneOrMore, refuse, written } from './scalars.ts';

/** Who may do what to an environment. */

const PEOPLE_MEND = 'write anyone, a login, role:maintain, "@org/team", or a list of them';
const Texts = oneOrMore(
  written((text) => (text === ANYONE ? parsed(null) : parsePerson(text)), PEOPLE_MEND).register(docs, {
    description:
      'A login (alice, dependabot[bot]), a role in the repository (role: and read, triage, write, maintain or admin; whoever has a higher one has it too) or a team ("@org/team").',
    pattern: PERSON.source,
  }),
  PEOPLE_MEND,
);

const People = z.pipe(
  Texts,
  z.transform((texts: z.output<typeof Texts>, payload): readonly Person[] => {
    if (texts.length === 1 && texts[0] === ANYONE) return [];
    return texts.flatMap((text, index) => {
      const person = parsePerson(text);
      if (person.ok) return [person.value];
      refuse(payload, person.fault, [index]);
      return [];
    });
  }),
);

function right(description: string, ...examples: readonly z.input<typeof People>[]) {
  return byDefault(People, ANYONE, { description, examples: [...examples] });
}

export const WhoDefinition = mapping(
  {
    deploy: right('Bring a release in.'),
    promote: right('Approve a step, promote fully, resume.', [
      'alice',
      'role:maintain',
      '@acme/release-managers',
    ]),
    rollback: right('Roll back, abort, pause.', 'role:write'),
    override: right('Pass over gates and blocks.', 'role:admin'),
    block: right('Block and unblock the environment or a digest.', '@acme/release-managers'),
  },
  'write for example { promote: role:maintain, override: [alice, "@acme/release-managers"] }',
);

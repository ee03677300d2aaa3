import * as fc from 'fast-check';
import { RECOVERIES, ROLES, TOPICS } from '../around.ts';
import type { Afterwards, Arrivals, Notice, Person, Who } from '../around.ts';
import { formatPerson } from '../text/person.ts';
import { millis } from '../units.ts';

/** Anything that a file can say of people, and of what happens around a rollout. */

export const webAddress = fc.constantFrom(
  'https://shop.example.com',
  'http://127.0.0.1:8080/shop/',
  'https://wiki.example.com/a%20b?page=1#top',
);

export const arrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({
    kind: fc.constant('queue' as const),
    timeout: fc.integer({ min: 1000, max: 1e9 }).map(millis),
  }),
  fc.constantFrom({ kind: 'supersede' as const }, { kind: 'reject' as const }),
);

export const recovery = fc.constantFrom(...RECOVERIES);

const account = fc.stringMatching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,9}$/);
const login = fc
  .tuple(account, fc.constantFrom('', '', '_acme', '[bot]'))
  .map(([name, end]) => `${name}${end}`)
  .filter((text) => !['anyone', ...ROLES].includes(text.toLowerCase()));
const person: fc.Arbitrary<Person> = fc.oneof(
  fc.record({ kind: fc.constant('user' as const), login }),
  fc.record({ kind: fc.constant('role' as const), role: fc.constantFrom(...ROLES) }),
  fc.record({
    kind: fc.constant('team' as const),
    organization: account,
    team: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}$/),
  }),
);
const people = fc.uniqueArray(person, { maxLength: 3, selector: formatPerson });
export const who: fc.Arbitrary<Who> = fc.record({
  deploy: people,
  promote: people,
  rollback: people,
  override: people,
  block: people,
});

export const afterwards: fc.Arbitrary<Afterwards> = fc.record({
  issue: fc.boolean(),
  comments: fc.boolean(),
  revert: fc.boolean(),
  releaseNote: fc.boolean(),
  runbook: fc.option(webAddress),
});

const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/);
const channel: fc.Arbitrary<Notice['channel']> = fc.oneof(
  fc.record({ kind: fc.constant('slack' as const), urlEnv: variable }),
  fc.record({
    kind: fc.constant('webhook' as const),
    urlEnv: variable,
    headers: fc.dictionary(fc.stringMatching(/^X-[A-Za-z]{1,6}$/), fc.stringMatching(/^[ -~]{0,8}$/), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    secretEnv: fc.option(variable),
  }),
  fc.record({
    kind: fc.constant('grafana' as const),
    url: fc.constantFrom('https://grafana.example.com', 'http://127.0.0.1:3000/grafana'),
    tokenEnv: variable,
    dashboard: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)),
    tags: fc.uniqueArray(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_./@-]{0,20}(?::[A-Za-z0-9_./@-]{1,19})?$/),
      { maxLength: 3 },
    ),
  }),
);

/** Notices of these environments. */
export function notices(environments: readonly string[]): fc.Arbitrary<readonly Notice[]> {
  const notice = fc.record({
    channel,
    on: fc.shuffledSubarray([...TOPICS], { minLength: 1 }),
    environments: fc.option(fc.shuffledSubarray([...environments], { minLength: 1 })),
  });
  return fc.array(notice, { maxLength: 2 });
}

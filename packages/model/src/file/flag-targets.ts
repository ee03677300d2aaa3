import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import type { LaunchDarklyTargetSpec, UnleashTargetSpec } from '../flag-targets.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { flagValue } from './flag-gate.ts';
import {
  launchDarklyKeys,
  launchDarklyServer,
  place,
  unleashKeys,
  unleashServer,
  unleashUrl,
} from './flag-server.ts';
import { byDefault, docs, duration, mapping, refuse, written } from './scalars.ts';

/** The targets `launchdarkly` and `unleash`: what is released is a variation of a flag. */

/** As long as the name of a release may be. */
const LONGEST_NAME = 200;
function name(mend: string) {
  return written(parseLine(LONGEST_NAME, mend), mend);
}

/** LaunchDarkly keeps two kinds for itself. */
const CONTEXT_KIND = /^(?!(?:kind|multi)$)[A-Za-z0-9._-]{1,100}$/;
const CONTEXT_MEND = 'write a kind of contexts, such as user';
const ATTRIBUTE_MEND = 'write an attribute of these contexts, such as key';
const By = mapping(
  {
    kind: byDefault(
      written(
        (text) =>
          CONTEXT_KIND.test(text)
            ? parsed(text)
            : faulty(`is ${quote(text)}`, 'no kind of contexts', CONTEXT_MEND),
        CONTEXT_MEND,
      ),
      'user',
      { description: 'The kind of contexts.', pattern: CONTEXT_KIND.source },
    ),
    attribute: byDefault(written(parseLine(255, ATTRIBUTE_MEND), ATTRIBUTE_MEND), 'key', {
      description: 'The attribute that keeps one of them on its side.',
    }),
  },
  'write for example by: { kind: user, attribute: key }',
);

const VARIATION_MEND = 'write the value of a variation, or its name';
const LaunchDarklyForm = mapping(
  {
    flag: place('The key of the flag.', 'new-checkout'),
    variation: flagValue(name(VARIATION_MEND), VARIATION_MEND).register(docs, {
      description: 'The variation that is rolled out, by its value or by its name.',
      examples: [true, 'one-page'],
    }),
    by: byDefault(By, {}, { description: 'By what the share of those who get it is drawn.' }),
    approvals: z.optional(
      duration('1m').register(docs, {
        description:
          'How long an approval is waited for where changes in the environment need one; without it, none is asked for.',
        examples: ['4h'],
      }),
    ),
    ...launchDarklyKeys,
  },
  'write for example launchdarkly: { flag: new-checkout, variation: true, project: shop, environment: production }',
);
export const LaunchDarklyTarget = z.pipe(
  LaunchDarklyForm,
  z.transform(
    ({
      flag,
      variation,
      by,
      approvals,
      ...server
    }: z.output<typeof LaunchDarklyForm>): LaunchDarklyTargetSpec => ({
      kind: 'launchdarkly',
      flag,
      variation,
      by,
      approvals: approvals ?? null,
      server: launchDarklyServer(server),
    }),
  ),
);

const NAME_MEND = 'write a name, such as one-page';
const NAMES_MEND = 'write for example names: { on: one-page, off: classic }';
const Names = mapping(
  {
    on: byDefault(name(NAME_MEND), 'on', { description: 'Of those who get the flag.' }),
    off: byDefault(name(NAME_MEND), 'off', { description: 'Of those who do not.' }),
  },
  NAMES_MEND,
).check(
  z.check((payload: z.core.ParsePayload<{ on: string; off: string }>) => {
    const { on, off } = payload.value;
    if (on !== off) return;
    const why = 'on has the same name, and metrics tell the two apart by it';
    refuse(payload, fault(`is ${quote(off)}`, why, 'write another name'), ['off']);
  }),
);

const STICKINESS_MEND = 'write default, userId, sessionId, random or a field of the context';
const UnleashForm = mapping(
  {
    flag: place('The name of the flag.', 'new-checkout'),
    url: unleashUrl('The API of Unleash; that of administrators is below it at /admin.'),
    stickiness: byDefault(written(parseLine(255, STICKINESS_MEND), STICKINESS_MEND), 'default', {
      description:
        'What keeps a user on one side: default, userId, sessionId, random or a field of the context.',
    }),
    names: byDefault(
      Names,
      {},
      { description: 'What the two releases are called, and what the label that tells them apart says.' },
    ),
    ...unleashKeys,
  },
  'write for example unleash: { flag: new-checkout, url: http://127.0.0.1:4242/api, environment: production }',
);
export const UnleashTarget = z.pipe(
  UnleashForm,
  z.transform(({ flag, names, stickiness, ...server }: z.output<typeof UnleashForm>): UnleashTargetSpec => ({
    kind: 'unleash',
    flag,
    names,
    stickiness,
    server: unleashServer(server, server.url),
  })),
);

import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import { NAME, parseName } from '../text/name.ts';
import { Builds } from './build.ts';
import { EnvironmentDefinition } from './environment.ts';
import { FlagsDefinition } from './flags.ts';
import { Notices } from './notices.ts';
import { byDefault, docs, keyName, mapping, refuse, written } from './scalars.ts';
import { SloDefinition } from './slo.ts';
import { Sources } from './sources.ts';

/** The delivery file as it is written: every key, its short and long form, its default, what it means. */

const ENVIRONMENTS_MEND = 'write for example environments: { production: { ... } }';
const Environments = z.record(keyName(), EnvironmentDefinition, { error: ENVIRONMENTS_MEND }).check(
  z.check((payload: z.core.ParsePayload<Record<string, unknown>>) => {
    if (Object.keys(payload.value).length > 0) return;
    refuse(payload, fault('is empty', 'a release needs somewhere to go', ENVIRONMENTS_MEND));
  }),
);

export const DeliveryFile = mapping(
  {
    service: written(parseName, 'write the name of the service, such as service: checkout').register(docs, {
      description:
        'Name of the service: 1 to 63 of a-z, 0-9 and -, with a letter, - neither first nor last. It names the ledger.',
      examples: ['checkout'],
      pattern: NAME.source,
    }),
    build: z.optional(Builds).register(docs, {
      description:
        'How the release is made, for glidepath build: exactly one of image, artifact and command, or several such mappings by their names.',
      examples: [
        { image: 'ghcr.io/acme/checkout' },
        { site: { artifact: { repository: 'ghcr.io/acme/site', path: './dist' } } },
      ],
    }),
    environments: Environments.register(docs, {
      description:
        'Where a release goes, each by its name, which follows the same rule as that of the service. At least one.',
      minProperties: 1,
    }),
    slos: z
      .record(keyName(), SloDefinition, {
        error: 'write for example slos: { availability: 99.9% }',
      })
      .register(docs, {
        description:
          "Service level objectives by name. Short form: the objective, measured on the target's own counters.",
        examples: [
          { availability: '99.9%', latency: '99% under 300ms' },
          { latency: ['99% under 300ms', '99.9% under 1s'] },
        ],
      }),
    sources: byDefault(
      Sources,
      {},
      {
        description:
          'Where figures and alerts are, and how to get in. An environment may have its own under the same key.',
      },
    ),
    flags: z.optional(FlagsDefinition).register(docs, {
      description: 'Where feature flags are evaluated. An environment may have its own under the same key.',
      examples: [{ file: '.github/flags.yml' }],
    }),
    notices: byDefault(Notices, [], {
      description: 'Who is told of a rollout, beside the ledger.',
      examples: [[{ slack: { 'url-env': 'SLACK_WEBHOOK_URL' }, on: ['breach', 'end'] }]],
    }),
  },
  'write service, environments and slos',
).register(docs, { description: 'A delivery file: how releases of one service reach its environments.' });

/** The delivery file in its written form, short or long. */
export type DeliveryText = z.input<typeof DeliveryFile>;
export type EnvironmentText = DeliveryText['environments'][string];
export type NoticeText = NonNullable<DeliveryText['notices']>[number];

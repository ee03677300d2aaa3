import * as z from 'zod/mini';
import type { Environment, Gate, Strategy as StrategySpec } from '../delivery.ts';
import { fault } from '../fault.ts';
import { NAME, parseName } from '../text/name.ts';
import { parseWeeklyWindow, WINDOW } from '../text/weekly-window.ts';
import { Analysis, On, Pause, SloDefinition } from './judging.ts';
import { LocalTarget } from './local-target.ts';
import { PrometheusServerDefinition } from './prometheus-server.ts';
import { byDefault, docs, keyName, mapping, read, refuse, written } from './scalars.ts';
import { Strategy } from './strategy.ts';
import type { StrategyDraft } from './strategy.ts';

/** The delivery file as it is written: every key, its short and long form, its default, what it means. */

const DEFAULT_BATCHES = 4;

const TARGET_MEND =
  'write for example target: { local: { artifact: ./dist, command: [node, server.js], port: 8080 } }';
const Target = mapping(
  {
    local: LocalTarget.register(docs, {
      description:
        'An application on one host: processes behind a reverse proxy that splits the traffic and counts it.',
    }),
  },
  TARGET_MEND,
);

const GateForm = mapping(
  {
    freeze: read(parseWeeklyWindow, 'write for example "Fri 16:00 - Mon 07:00 Europe/Berlin"').register(
      docs,
      {
        description:
          'No rollout starts inside this weekly window: day and time, -, day and time, IANA time zone.',
        examples: ['Fri 16:00 - Mon 07:00 Europe/Berlin'],
        pattern: WINDOW.source,
      },
    ),
  },
  'write for example { freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }',
);
const Gates = z.array(
  z.pipe(
    GateForm,
    z.transform(({ freeze }: z.output<typeof GateForm>): Gate => ({ kind: 'freeze', window: freeze })),
  ),
  { error: 'write a list, such as [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]' },
);

const SLOS_MEND = 'write the SLOs that judge it, such as slos: [availability]';
const SloNames = z.array(z.string({ error: 'write the name of an SLO' }), { error: SLOS_MEND }).check(
  z.check((payload: z.core.ParsePayload<string[]>) => {
    if (payload.value.length > 0) return;
    refuse(payload, fault('is an empty list', 'without an SLO there is nothing to judge by', SLOS_MEND));
  }),
);

const EnvironmentForm = mapping(
  {
    after: z.optional(z.string({ error: 'write the name of an environment' })).register(docs, {
      description: 'The environment in which a release must have been promoted before it may come here.',
      examples: ['staging'],
    }),
    target: Target.register(docs, { description: 'What runs the release: one engine.' }),
    strategy: Strategy.register(docs, {
      description:
        'How a release moves to full traffic. Short form: canary (5%, 25%, 50%), rolling or blue-green, with the defaults.',
      examples: ['rolling', { canary: ['1%', '5%', '25%', '50%'], bake: '30m' }],
    }),
    gates: byDefault(Gates, [], {
      description: 'What must hold before a rollout starts.',
      examples: [[{ freeze: 'Fri 16:00 - Mon 07:00 Europe/Berlin' }]],
    }),
    slos: SloNames.register(docs, {
      description: 'The SLOs that judge a release here, by their names under slos. At least one.',
      examples: [['availability', 'latency']],
      minItems: 1,
      uniqueItems: true,
    }),
    on: byDefault(
      On,
      {},
      {
        description:
          'What to do on each verdict. hold: stay and keep looking, without end. extend: one more bake, then pause. pause: wait for a person. rollback: go back.',
      },
    ),
    pause: byDefault(Pause, {}, { description: 'How a pause ends by itself.' }),
    analysis: byDefault(Analysis, {}, { description: 'The knobs of the judge.' }),
  },
  'write a mapping with target, strategy and slos',
);

/** An environment whose SLOs are still names. */
export type EnvironmentDraft = Omit<Environment, 'name' | 'slos'> & { readonly slos: readonly string[] };

const EnvironmentDefinition = z.pipe(
  EnvironmentForm,
  z.transform(
    ({
      after,
      target,
      strategy,
      on,
      pause,
      ...same
    }: z.output<typeof EnvironmentForm>): EnvironmentDraft => ({
      ...same,
      after: after ?? null,
      target: target.local,
      strategy: completeStrategy(strategy, target.local.instances),
      policies: { ...on, pause },
    }),
  ),
);

/** More batches than instances cannot be told apart. */
function completeStrategy(draft: StrategyDraft, instances: number): StrategySpec {
  if (draft.kind !== 'rolling') return draft;
  return { ...draft, batches: draft.batches ?? Math.min(DEFAULT_BATCHES, instances) };
}

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
        examples: [{ availability: '99.9%', latency: '99% under 300ms' }],
      }),
    sources: byDefault(
      mapping(
        {
          prometheus: z.optional(PrometheusServerDefinition).register(docs, {
            description: 'The query API of Prometheus, or of what speaks it.',
          }),
        },
        'write for example sources: { prometheus: { url: http://127.0.0.1:9090 } }',
      ),
      {},
      { description: 'Where the sources of SLOs are, and how to get in.' },
    ),
  },
  'write service, environments and slos',
).register(docs, { description: 'A delivery file: how releases of one service reach its environments.' });

/** The delivery file in its written form, short or long. */
export type DeliveryText = z.input<typeof DeliveryFile>;
export { LocalTarget, Strategy };
export { Analysis } from './judging.ts';

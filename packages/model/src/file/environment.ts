import * as z from 'zod/mini';
import { RECOVERIES } from '../around.ts';
import type { Environment, Strategy as StrategySpec, TargetSpec } from '../delivery.ts';
import { fault } from '../fault.ts';
import { parseWebAddress } from '../text/web-address.ts';
import { AfterwardsDefinition } from './afterwards.ts';
import { ArrivalsDefinition } from './arrivals.ts';
import { FlagsDefinition } from './flags.ts';
import { Gates } from './gates.ts';
import { Guards } from './guards.ts';
import type { GuardDraft } from './guards.ts';
import { Analysis, On, Pause } from './judging.ts';
import { Require } from './require.ts';
import { byDefault, docs, mapping, read, refuse } from './scalars.ts';
import { Sources } from './sources.ts';
import type { Servers } from './sources.ts';
import { Strategy } from './strategy.ts';
import type { StrategyDraft } from './strategy.ts';
import { Target } from './target.ts';
import { leastInstances, Targets } from './waves.ts';
import type { TargetsDraft } from './waves.ts';
import { WhoDefinition } from './who.ts';

/** One environment: where a release goes, how, judged by what, and who has a say. */

const DEFAULT_BATCHES = 4;

const SLOS_MEND = 'write the SLOs that judge it, such as slos: [availability]';
const SloNames = z.array(z.string({ error: 'write the name of an SLO' }), { error: SLOS_MEND }).check(
  z.check((payload: z.core.ParsePayload<string[]>) => {
    if (payload.value.length > 0) return;
    refuse(payload, fault('is an empty list', 'without an SLO there is nothing to judge by', SLOS_MEND));
  }),
);

const URL_MEND = 'write for example url: https://shop.example.com';
const EnvironmentForm = mapping(
  {
    after: z.optional(z.string({ error: 'write the name of an environment' })).register(docs, {
      description: 'The environment in which a release must have been promoted before it may come here.',
      examples: ['staging'],
    }),
    'takes-back': z.optional(z.string({ error: 'write the name of an environment' })).register(docs, {
      description:
        'The environment whose release goes back too, once one has gone back here: the code behind a flag. The one of after.',
      examples: ['production'],
    }),
    url: z.optional(read(parseWebAddress(URL_MEND), URL_MEND)).register(docs, {
      description:
        'Where people reach the service there; shown with each deployment. An http or https address.',
      examples: ['https://shop.example.com'],
    }),
    target: Target.register(docs, {
      description:
        'What runs the release: exactly one of local, kubernetes, argo-rollouts, launchdarkly and unleash.',
    }),
    targets: z.optional(Targets).register(docs, {
      description:
        'Several targets of that engine, in waves: one wave after the other gets the release, and a breach in one takes it back from all. Short form: the names, a list for each wave. In Kubernetes they are contexts of the kubeconfig. Not for a flag.',
      examples: [
        [['eu-1'], ['us-1', 'us-2']],
        { waves: [['eu-1'], ['us-1']], bake: '30m', each: { 'us-1': { namespace: 'shop-us' } } },
      ],
    }),
    strategy: Strategy.register(docs, {
      description:
        'How a release moves to full traffic. Short form: canary (5%, 25%, 50%), rolling or blue-green, with the defaults.',
      examples: ['rolling', { canary: ['1%', '5%', '25%', '50%'], bake: '30m' }],
    }),
    gates: byDefault(Gates, [], {
      description: 'What must hold before a rollout starts. A list of freeze, checks, deployed and flag.',
      examples: [[{ freeze: 'Fri 16:00 - Mon 07:00 Europe/Berlin' }, { checks: ['ci / test'] }]],
    }),
    require: z.optional(Require).register(docs, {
      description:
        'What must be proven of a release before it may come in. Short form: provenance, signed by the reusable workflow build.yml of Glidepath for this repository.',
      examples: [
        'provenance',
        { provenance: { workflow: 'acme/ci/.github/workflows/build.yml' }, sbom: true },
      ],
    }),
    guards: byDefault(Guards, [], {
      description:
        'What watches over the whole service. A guard that fires keeps releases out, and during a rollout holds, pauses or takes back, as told. A list of burn-rate, budget and alerts.',
      examples: [
        [
          { 'burn-rate': 'hold' },
          { budget: '10%' },
          // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
          { alerts: { alertmanager: 'service="checkout", severity="page"', then: 'rollback' } },
        ],
      ],
    }),
    slos: SloNames.register(docs, {
      description: 'The SLOs that judge a release here, by their names under slos. At least one.',
      examples: [['availability', 'latency']],
      minItems: 1,
      uniqueItems: true,
    }),
    sources: byDefault(
      Sources,
      {},
      {
        description:
          "Servers that are used here instead of the file's, for SLOs and for guards; the same keys as those of the file. What is left out is the file's.",
        examples: [{ prometheus: { url: 'https://prometheus.production.example' } }],
      },
    ),
    flags: z.optional(FlagsDefinition).register(docs, {
      description: 'Where feature flags are evaluated here, instead of where the file says.',
      examples: [{ launchdarkly: { 'sdk-key-env': 'LAUNCHDARKLY_SDK_KEY' } }],
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
    arrivals: byDefault(ArrivalsDefinition, 'reject', {
      description:
        "What a release does that finds another one's rollout under way. queue: wait until that has ended, at most 6h or what { queue: 2h } says. supersede: ask it to go back, and come in then. reject: come in not at all.",
      examples: ['queue', { queue: '2h' }],
    }),
    recovery: byDefault(z.enum(RECOVERIES), 'resume', {
      description:
        'What is done with a rollout whose run has died. resume: go on by plan. rollback: go back.',
    }),
    who: byDefault(
      WhoDefinition,
      {},
      {
        description: 'Who may do what. anyone: everybody who can start a run.',
        examples: [{ promote: ['alice', 'role:maintain', '@acme/release-managers'], override: 'role:admin' }],
      },
    ),
    afterwards: byDefault(
      AfterwardsDefinition,
      {},
      {
        description: 'What is written on GitHub when a rollout has ended.',
      },
    ),
  },
  'write a mapping with target, strategy and slos',
);

/** An environment whose SLOs are still names, and whose guards lack theirs and their servers. */
export type EnvironmentDraft = Omit<Environment, 'name' | 'slos' | 'guards'> & {
  readonly slos: readonly string[];
  readonly guards: readonly GuardDraft[];
  readonly sources: Servers;
  /** The target is then what is common to these; null: it is the only one. */
  readonly targets: TargetsDraft | null;
};

export const EnvironmentDefinition = z.pipe(
  EnvironmentForm,
  z.transform(
    ({
      after,
      'takes-back': takesBack,
      url,
      require: demand,
      flags,
      strategy,
      on,
      pause,
      targets,
      ...same
    }: z.output<typeof EnvironmentForm>): EnvironmentDraft => ({
      ...same,
      after: after ?? null,
      takesBack: takesBack ?? null,
      url: url ?? null,
      require: demand ?? null,
      flags: flags ?? null,
      targets: targets ?? null,
      strategy: completeStrategy(strategy, same.target, targets ?? null),
      policies: { ...on, pause },
    }),
  ),
);

/** More batches than instances cannot be told apart. That a flag has none is an inconsistency. */
function completeStrategy(
  draft: StrategyDraft,
  target: TargetSpec,
  targets: TargetsDraft | null,
): StrategySpec {
  if (draft.kind !== 'rolling') return draft;
  const instances = target.kind === 'local' ? leastInstances(target.instances, targets) : 1;
  return { ...draft, batches: draft.batches ?? Math.min(DEFAULT_BATCHES, instances) };
}

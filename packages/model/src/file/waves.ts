import * as z from 'zod/mini';
import type { Bake } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import type { NamedTarget, SingleTargetSpec, WavesTargetSpec } from '../waves.ts';
import { ArgoRolloutsTarget } from './argo-rollouts-target.ts';
import { KubernetesTarget } from './kubernetes-target.ts';
import { LocalTarget } from './local-target.ts';
import { byDefault, docs, mapping, refuse, short, written } from './scalars.ts';
import { asWritten, bake, completeBake, WATCH } from './strategy.ts';

/** The key `targets`: several targets of one engine, in waves. */

/** What stands in the file, short forms written out. */
export interface TargetsDraft {
  readonly waves: readonly (readonly string[])[];
  readonly bake: Bake;
  /** What a target has otherwise than `target` says, as it is written. */
  readonly each: Readonly<Record<string, Overrides>>;
}
export type Overrides = Readonly<Record<string, unknown>>;

/** Names of contexts, and of folders on this host. */
const TARGET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
function targetName() {
  return written(
    (text): Parsed<string> =>
      TARGET_NAME.test(text)
        ? parsed(text)
        : faulty(
            `is ${quote(text)}`,
            'a target is named by 1 to 63 letters, digits, ., _ and -, a letter or a digit first',
            'choose another name, and write the context under each',
          ),
    'write the name of a target, such as eu-1',
  ).register(docs, { description: 'Name of a target.', pattern: TARGET_NAME.source, examples: ['eu-1'] });
}

const WAVES_MEND = 'write the names of the targets, a list for each wave, such as [[eu-1], [us-1, us-2]]';
const Waves = z.array(z.array(targetName(), { error: WAVES_MEND }), { error: WAVES_MEND }).check(
  z.check((payload: z.core.ParsePayload<string[][]>) => {
    if (payload.value.length === 0) refuse(payload, fault('is an empty list', null, WAVES_MEND));
    const known = new Set<string>();
    for (const [index, wave] of payload.value.entries()) {
      if (wave.length === 0)
        refuse(payload, fault('is an empty list', 'a wave has at least one target', WAVES_MEND), [index]);
      for (const [place, name] of wave.entries()) {
        if (known.has(name))
          refuse(payload, fault(`is ${quote(name)}`, 'it is in a wave already', 'remove one of the two'), [
            index,
            place,
          ]);
        known.add(name);
      }
    }
  }),
);

const EACH_MEND = 'write for example each: { us-1: { namespace: shop-us } }';
const Each = z.record(targetName(), z.record(z.string(), z.unknown(), { error: EACH_MEND }), {
  error: EACH_MEND,
});

const TargetsForm = mapping(
  {
    waves: Waves.register(docs, {
      description: 'Names of the targets, a list for each wave.',
      examples: [[['eu-1'], ['us-1', 'us-2']]],
      minItems: 1,
    }),
    bake: z.optional(bake()).register(docs, {
      description:
        'The look at a wave that has the release whole, before the next one begins; the same forms as those of a strategy. After the last one it is watch.',
      default: asWritten(WATCH),
      examples: ['30m'],
    }),
    each: byDefault(
      Each,
      {},
      {
        description:
          'What a target has otherwise than target says, by its name: keys of the engine. Of Kubernetes context too, where the name is not that of the context.',
        examples: [{ 'us-1': { context: 'arn:aws:eks:us-east-1:1:cluster/shop', namespace: 'shop-us' } }],
      },
    ),
  },
  WAVES_MEND,
);

const TargetsLong = z.pipe(
  TargetsForm,
  z.transform((form: z.output<typeof TargetsForm>): TargetsDraft => ({
    ...form,
    bake: completeBake(form.bake, WATCH),
  })),
);

export const Targets = z.union([short(Waves, (waves) => ({ waves }), TargetsLong), TargetsLong], {
  error: WAVES_MEND,
});

export const WAVE_ENGINES = [
  'local',
  'kubernetes',
  'argo-rollouts',
] as const satisfies readonly SingleTargetSpec['kind'][];
export type WaveEngine = (typeof WAVE_ENGINES)[number];

/** One target as the engine's own part of a file would have it. */
export function writtenTarget(
  engine: WaveEngine,
  common: unknown,
  { each }: TargetsDraft,
  name: string,
): Overrides {
  const own = Object.hasOwn(each, name) ? each[name] : {};
  // The name of a target is that of its context.
  return { ...fieldsOf(common), ...(engine === 'local' ? {} : { context: name }), ...own };
}

export function schemaOf(engine: WaveEngine): z.core.$ZodType<SingleTargetSpec> {
  switch (engine) {
    case 'local':
      return LocalTarget;
    case 'kubernetes':
      return KubernetesTarget;
    case 'argo-rollouts':
      return ArgoRolloutsTarget;
  }
}

/** The targets that a file names; `common` is its `target`. That each can be read is a matter of consistency. */
export function wavesOf(draft: TargetsDraft, common: unknown): WavesTargetSpec {
  const form = fieldsOf(common);
  const engine = WAVE_ENGINES.find((one) => form[one] !== undefined);
  if (engine === undefined) throw new Error('targets of an engine without waves were let pass');
  const named = (name: string): NamedTarget => ({
    name,
    spec: z.parse(schemaOf(engine), writtenTarget(engine, form[engine], draft, name), { jitless: true }),
  });
  return { kind: 'waves', waves: draft.waves.map((wave) => wave.map(named)), bake: draft.bake };
}

function fieldsOf(value: unknown): Overrides {
  return typeof value === 'object' ? { ...value } : {};
}

/** Of all targets of this host, that of those with the fewest. */
export function leastInstances(common: number, targets: TargetsDraft | null): number {
  if (targets === null) return common;
  const all = targets.waves.flat().map((name) => {
    const own = Object.hasOwn(targets.each, name) ? targets.each[name]?.['instances'] : undefined;
    return typeof own === 'number' ? own : common;
  });
  return Math.max(1, Math.min(...all));
}

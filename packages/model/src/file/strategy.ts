import * as z from 'zod/mini';
import type { Bake, BlueGreenStrategy, CanaryStrategy, RollingStrategy } from '../delivery.ts';
import { fault } from '../fault.ts';
import { formatDuration } from '../text/duration.ts';
import { millis } from '../units.ts';
import { Flags } from './flag-gate.ts';
import {
  byDefault,
  docs,
  duration,
  mapping,
  percentage,
  refuse,
  short,
  writtenDuration,
  writtenPercentage,
} from './scalars.ts';

/** How a release moves to full traffic: canary, rolling, blue-green. */

/** A strategy as far as its own key tells; how many batches are left open depends on the target. */
export type StrategyDraft =
  | CanaryStrategy
  | BlueGreenStrategy
  | (Omit<RollingStrategy, 'batches'> & { readonly batches: number | null });

const BAKE: Bake = { min: millis(60_000), max: millis(30 * 60_000) };
/** The look at 100 %. */
export const WATCH: Bake = { min: millis(5 * 60_000), max: millis(30 * 60_000) };
const MOST_BATCHES = 64;

export function asWritten({ min, max }: Bake): z.input<typeof BakeForm> {
  return { min: formatDuration(min), max: formatDuration(max) };
}

const BakeForm = mapping(
  {
    min: z.optional(duration()).register(docs, {
      description: 'Watch at least this long, however clear the evidence.',
      examples: ['1m'],
    }),
    max: z
      .optional(duration('1ms'))
      .register(docs, { description: 'Watch at most this long.', examples: ['30m'] }),
  },
  'write the longest time, such as 30m, or { min: 1m, max: 30m }',
);

export function bake() {
  return z.union([short(writtenDuration('1ms'), (max) => ({ max }), BakeForm), BakeForm], {
    error: 'write the longest time, such as 30m, or { min: 1m, max: 30m }',
  });
}
type BakeDraft = z.output<typeof BakeForm>;

/** Fills in what is not written; a default gives way to what is, so that `max: 30s` makes `min` 30s. */
export function completeBake({ min, max }: BakeDraft = {}, otherwise: Bake): Bake {
  if (min !== undefined && max !== undefined) return { min, max };
  if (max !== undefined) return { min: millis(Math.min(otherwise.min, max)), max };
  if (min !== undefined) return { min, max: millis(Math.max(otherwise.max, min)) };
  return otherwise;
}

function weightFault(value: number): { why: string; mend: string } | null {
  if (value === 0) return { why: 'a step without traffic shows nothing', mend: 'write more than 0%' };
  if (value < 100) return null;
  if (value > 100) return { why: 'there is no more than all of the traffic', mend: 'write less than 100%' };
  return { why: 'the last move to 100 % is implied', mend: 'leave this step out' };
}

const WEIGHT_DOC = {
  description: "The new release's share of traffic, above 0% and below 100%, more than the step before.",
  examples: ['5%'],
  pattern: String.raw`^(?!0+(?:\.0+)?%)\d{1,2}(?:\.\d{1,6})?%$`,
};

const StepForm = mapping(
  {
    weight: percentage(weightFault).register(docs, WEIGHT_DOC),
    bake: z
      .optional(bake())
      .register(docs, { description: "This step's own bake. What it leaves out comes from the strategy's." }),
    approval: byDefault(z.boolean({ error: 'write true or false' }), false, {
      description: 'Must somebody promote before the rollout leaves this step?',
    }),
    flag: z.optional(Flags).register(docs, {
      description:
        'A feature flag that must be on before the rollout enters this step. A key, the same mapping as that of a gate, or a list of these.',
      examples: ['checkout-release', { flag: 'checkout-audience', is: 'everyone' }],
    }),
  },
  'write a weight, such as 5%, or { weight: 5%, bake: 30m, approval: true }',
);
const Step = z.union(
  [
    short(writtenPercentage(weightFault).register(docs, WEIGHT_DOC), (weight) => ({ weight }), StepForm),
    StepForm,
  ],
  {
    error: 'write a weight, such as 5%, or { weight: 5%, bake: 30m, approval: true }',
  },
);

const STEPS_MEND = 'write the weights as a list, such as [5%, 25%, 50%]';
const Steps = z.array(Step, { error: STEPS_MEND }).check(z.minLength(1, { error: STEPS_MEND }));

const BATCHES_MEND = `write a whole number from 1 to ${MOST_BATCHES}`;
const Rolling = mapping(
  {
    batches: z
      .optional(
        z
          .int({ error: BATCHES_MEND })
          .check(z.minimum(1, { error: BATCHES_MEND }), z.maximum(MOST_BATCHES, { error: BATCHES_MEND })),
      )
      .register(docs, {
        description:
          'Into how many equal parts the instances are divided. Without it 4, or as many as there are instances where those are fewer.',
        examples: [4],
      }),
  },
  'write { batches: 4 }, or {} for the defaults',
);

const BlueGreen = mapping(
  {
    approval: byDefault(z.boolean({ error: 'write true or false' }), false, {
      description: 'Must somebody promote the preview before traffic is switched?',
    }),
  },
  'write { approval: true }, or {} for the defaults',
);

const KINDS = ['canary', 'rolling', 'blue-green'] as const;
const STRATEGY_MEND =
  'write canary, rolling, blue-green, or a mapping with one of them, such as { canary: [5%, 25%, 50%], bake: 30m }';

const StrategyForm = mapping(
  {
    canary: z.optional(Steps).register(docs, {
      description:
        'A rising share of the traffic goes to the new release; each step is judged. The last move to 100 % is implied.',
      minItems: 1,
      examples: [
        ['5%', '25%', '50%'],
        ['1%', { weight: '25%', approval: true, bake: { min: '1m', max: '1h' } }],
      ],
    }),
    rolling: z.optional(Rolling).register(docs, {
      description: 'Instance after instance is replaced, in batches; each batch is judged.',
      examples: [{ batches: 4 }],
    }),
    'blue-green': z.optional(BlueGreen).register(docs, {
      description: 'The new release is started whole as a preview, then takes all traffic at once.',
      examples: [{ approval: true }],
    }),
    bake: z.optional(bake()).register(docs, {
      description:
        'Watching at each step or batch: at least min, ended by the evidence, at the latest after max. Short form: the max. A default gives way to what is written. Not for blue-green.',
      default: asWritten(BAKE),
      examples: ['30m'],
    }),
    watch: z.optional(bake()).register(docs, {
      description: 'The look after 100 %, with the same forms as bake.',
      default: asWritten(WATCH),
      examples: ['10m'],
    }),
  },
  STRATEGY_MEND,
).register(docs, {
  description: 'Exactly one of canary, rolling and blue-green, with bake and watch beside it.',
  oneOf: KINDS.map((kind) => ({ required: [kind] })),
});

const StrategyLong = z.pipe(
  StrategyForm,
  z.transform((form: z.output<typeof StrategyForm>, payload): StrategyDraft => {
    const watch = completeBake(form.watch, WATCH);
    const base = completeBake(form.bake, BAKE);
    const [kind, second] = KINDS.filter((name) => form[name] !== undefined);
    if (second !== undefined) {
      const found = fault(`stands beside ${kind}`, 'a release moves in one way', 'leave one of them');
      refuse(payload, found, [second]);
      return z.NEVER;
    }
    if (form.canary !== undefined) {
      const steps = form.canary.map(({ flag, ...step }) => ({
        ...step,
        bake: completeBake(step.bake, base),
        gates: flag ?? [],
      }));
      return { kind: 'canary', steps, watch };
    }
    if (form.rolling !== undefined)
      return { kind: 'rolling', batches: form.rolling.batches ?? null, bake: base, watch };
    if (form['blue-green'] !== undefined) {
      if (form.bake === undefined)
        return { kind: 'blue-green', approval: form['blue-green'].approval, watch };
      const why = 'a preview takes no traffic so that there is nothing to watch before the switch';
      refuse(payload, fault('stands beside blue-green', why, 'write watch, the look after the switch'), [
        'bake',
      ]);
      return z.NEVER;
    }
    // What an unknown key was meant to be is told already.
    if (payload.issues.length === 0)
      refuse(
        payload,
        fault('names no way to move', null, 'add canary: [5%, 25%, 50%], rolling: {} or blue-green: {}'),
      );
    return z.NEVER;
  }),
);

const LONG: Readonly<Record<(typeof KINDS)[number], z.input<typeof StrategyForm>>> = {
  canary: { canary: ['5%', '25%', '50%'] },
  rolling: { rolling: {} },
  'blue-green': { 'blue-green': {} },
};

export const Strategy = z.union([short(z.enum(KINDS), (kind) => LONG[kind], StrategyLong), StrategyLong], {
  error: STRATEGY_MEND,
});

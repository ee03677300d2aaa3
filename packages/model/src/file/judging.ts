import * as z from 'zod/mini';
import { DRIFT_POLICIES, POLICIES } from '../delivery.ts';
import type { AnalysisSpec, Policies } from '../delivery.ts';
import { byDefault, duration, mapping, percentage } from './scalars.ts';

/** How a release is judged, and what follows: analysis, policies. */

const MARGIN_MEND = 'write for example { ratio: 1.5, budget-share: 5% }';
const RATIO_MEND = 'write a number from 1, such as 1.5';
function margin(
  ratio: number,
  budgetShare: string,
  shareMeans: string,
  least: (share: number) => { why: string; mend: string } | null,
) {
  return mapping(
    {
      ratio: byDefault(z.number({ error: RATIO_MEND }).check(z.minimum(1, { error: RATIO_MEND })), ratio, {
        description: "Times the old release's failure rate.",
      }),
      'budget-share': byDefault(percentage(least), budgetShare, {
        description: shareMeans,
      }),
    },
    MARGIN_MEND,
  );
}

function errorRate(value: number): { why: string; mend: string } | null {
  return value > 0 && value <= 50
    ? null
    : { why: 'the chance of a wrong verdict lies above 0% and up to 50%', mend: 'write for example 1%' };
}

const AnalysisForm = mapping(
  {
    poll: byDefault(duration('100ms'), '5s', {
      description: 'Time between two looks at the counters.',
    }),
    'warm-up': byDefault(duration(), '1m', {
      description:
        'Time after the start in which only gross failure counts. For as long again up to five times the failures are forgiven, while the objective is kept.',
    }),
    alpha: byDefault(percentage(errorRate), '1%', {
      description: 'Greatest chance of a false rollback in one rollout, above 0% and up to 50%.',
    }),
    beta: byDefault(percentage(errorRate), '5%', {
      description: 'Greatest chance of passing a bad release at one step, above 0% and up to 50%.',
    }),
    'rollback-margin': byDefault(
      margin(1.05, '2%', 'Plus this share of the error budget.', () => null),
      {},
      {
        description:
          'A release is rolled back when the evidence says that it fails more often than ratio and share together allow.',
        examples: [{ ratio: 1.05, 'budget-share': '2%' }],
      },
    ),
    'promotion-margin': byDefault(
      margin(2, '20%', 'Or this share of the error budget, whichever is more.', (share) =>
        share > 0
          ? null
          : {
              why: 'a release without failures could never be promoted',
              mend: 'write more than 0%, such as 20%',
            },
      ),
      {},
      {
        description:
          'A step is passed when the evidence says that the release fails less often than one of the two allows.',
        examples: [{ ratio: 2, 'budget-share': '20%' }],
      },
    ),
  },
  'write for example { poll: 5s, warm-up: 1m }',
);

export const Analysis = z.pipe(
  AnalysisForm,
  z.transform((form: z.output<typeof AnalysisForm>): AnalysisSpec => ({
    poll: form.poll,
    warmUp: form['warm-up'],
    alpha: form.alpha / 100,
    beta: form.beta / 100,
    rollbackMargin: marginOf(form['rollback-margin']),
    promotionMargin: marginOf(form['promotion-margin']),
  })),
);

function marginOf(form: z.output<ReturnType<typeof margin>>): AnalysisSpec['rollbackMargin'] {
  return { ratio: form.ratio, budgetShare: form['budget-share'] / 100 };
}

const OnForm = mapping(
  {
    breach: byDefault(z.enum(['hold', 'pause', 'rollback']), 'rollback', {
      description: 'At once, when the evidence says that the release is worse.',
    }),
    'too-few-samples': byDefault(z.enum(POLICIES), 'pause', {
      description: 'When the longest bake is over without enough evidence either way.',
    }),
    'no-data': byDefault(z.enum(POLICIES), 'rollback', {
      description: 'When the longest bake is over and the source has no figures for the release.',
    }),
    'source-down': byDefault(z.enum(POLICIES), 'pause', {
      description: 'When the longest bake is over and the source did not answer.',
    }),
    drift: byDefault(z.enum(DRIFT_POLICIES), 'restore', {
      description:
        'When somebody else changes what the rollout works on, such as the weights of a router. restore: put it back, and pause after three times. What is not put back, such as a flag that a person turned off, is rolled back then. hold: nothing goes forward while it is so.',
    }),
    cancel: byDefault(z.enum(['rollback', 'hold']), 'rollback', {
      description: 'What a cancelled run leaves behind.',
    }),
  },
  'write for example { breach: rollback }',
);

export const On = z.pipe(
  OnForm,
  z.transform((form: z.output<typeof OnForm>): Omit<Policies, 'pause'> => ({
    breach: form.breach,
    tooFewSamples: form['too-few-samples'],
    noData: form['no-data'],
    sourceDown: form['source-down'],
    drift: form.drift,
    onCancel: form.cancel,
  })),
);

export const Pause = mapping(
  {
    timeout: byDefault(duration('1s'), '1h', {
      description: 'How long a pause waits for a person.',
    }),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    then: byDefault(z.enum(['rollback', 'leave']), 'rollback', {
      description: 'What follows: back to the old release, or left paused for a later run.',
    }),
  },
  'write for example { timeout: 1h, then: rollback }',
);

import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import { GUARD_POLICIES } from '../guard.ts';
import type { AlertsGuard, BudgetGuard, BurnRateGuard, BurnWindow } from '../guard.ts';
import { DURATION } from '../text/duration.ts';
import { millis } from '../units.ts';
import { ALERT_SOURCES, ALERTS_MEND, alertKeys, alertsDraft, type AlertsDraft } from './alert-selectors.ts';
import {
  byDefault,
  docs,
  duration,
  mapping,
  oneOrMore,
  percentage,
  refuse,
  short,
  writtenPercentage,
} from './scalars.ts';

/** What watches over the whole service, before a rollout and during one. */

function then() {
  return byDefault(z.enum(GUARD_POLICIES), 'hold', {
    description:
      'What follows where it fires during a rollout. hold: no step forward until it is quiet. pause: wait for a person. rollback: go back.',
  });
}

const SLOS_MEND = 'write the names of SLOs, such as slos: [availability]';
function slos() {
  return z.optional(oneOrMore(z.string({ error: 'write the name of an SLO' }), SLOS_MEND)).register(docs, {
    description:
      "SLOs of the environment, one or a list; each makes the guard fire by itself. Without it all that can tell of times past, which the target's own counters and http can't.",
    examples: [['availability']],
  });
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const FAST = [
  { rate: 14.4, long: millis(HOUR), short: millis(5 * MINUTE) },
  { rate: 6, long: millis(6 * HOUR), short: millis(30 * MINUTE) },
];
const SLOW = [
  { rate: 3, long: millis(DAY), short: millis(2 * HOUR) },
  { rate: 1, long: millis(3 * DAY), short: millis(6 * HOUR) },
];
/** Beyer et al., The Site Reliability Workbook (2018), chapter 5: two that call somebody, two that can wait. */
const NAMED_WINDOWS = { fast: FAST, slow: SLOW, all: [...FAST, ...SLOW] } as const;

const LONGEST = '90d';
const RATE_MEND = 'write a number above 0, such as 14.4';
const WINDOW_MEND = 'write for example { rate: 14.4, long: 1h, short: 5m }';
const BurnWindowForm = mapping(
  {
    rate: z
      .number({ error: RATE_MEND })
      .check(z.positive({ error: RATE_MEND }))
      .register(docs, {
        description: 'Times the rate that spends the budget exactly by the end of its period. Above 0.',
        examples: [14.4],
      }),
    long: duration('1s', LONGEST).register(docs, {
      description: `The long window, which tells that it matters. At most ${LONGEST}.`,
      examples: ['1h'],
      pattern: DURATION.source,
    }),
    short: duration('1s', LONGEST).register(docs, {
      description: 'The short window, which tells that it still goes on. Shorter than long.',
      examples: ['5m'],
      pattern: DURATION.source,
    }),
  },
  WINDOW_MEND,
).check(
  z.check((payload: z.core.ParsePayload<BurnWindow>) => {
    if (payload.value.long > payload.value.short) return;
    const why = 'it is not shorter than long, and the short window tells that the long one still holds';
    refuse(payload, fault('is too long', why, WINDOW_MEND), ['short']);
  }),
);

const WINDOWS_MEND = `write fast, slow, all or a list, such as [{ rate: 14.4, long: 1h, short: 5m }]`;
const Windows = z.union(
  [
    z.pipe(
      z.enum(['fast', 'slow', 'all']),
      z.transform((name: keyof typeof NAMED_WINDOWS): readonly BurnWindow[] => NAMED_WINDOWS[name]),
    ),
    z
      .array(BurnWindowForm, { error: WINDOWS_MEND })
      .check(
        z.check((payload: z.core.ParsePayload<readonly BurnWindow[]>) => {
          const windows = payload.value;
          if (windows.length === 0) refuse(payload, fault('is an empty list', null, WINDOWS_MEND));
          for (const [index, window] of windows.entries()) {
            const same = windows.findIndex((other) => isSameWindow(other, window));
            if (same === index) continue;
            const found = fault('is listed already', null, 'remove one of the two');
            refuse(payload, found, [index]);
          }
        }),
      )
      .register(docs, { description: 'Windows, each of which makes the guard fire.', minItems: 1 }),
  ],
  { error: WINDOWS_MEND },
);

function isSameWindow(one: BurnWindow, other: BurnWindow): boolean {
  return one.rate === other.rate && one.long === other.long && one.short === other.short;
}

const BURN_RATE_MEND =
  'write what follows, hold, pause or rollback, or { slos: ..., windows: fast, then: rollback }';
const BurnRateForm = mapping(
  {
    slos: slos(),
    windows: byDefault(Windows, 'all', {
      description:
        'The budget burns this fast over both windows of a pair. fast: 14.4 over 1h and 5m, 6 over 6h and 30m. slow: 3 over 1d and 2h, 1 over 3d and 6h. all: these four.',
      examples: ['fast', [{ rate: 14.4, long: '1h', short: '5m' }]],
    }),
    then: then(),
  },
  BURN_RATE_MEND,
);
const BurnRate = z.union(
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  [short(z.enum(GUARD_POLICIES), (policy) => ({ then: policy }), BurnRateForm), BurnRateForm],
  { error: BURN_RATE_MEND },
);

const BUDGET_MEND = 'write how much must be left, such as budget: 10%';
const FLOOR_DOC = {
  description: 'Share of the error budget that must be left. Below 100%.',
  examples: ['10%'],
  pattern: String.raw`^\d{1,2}(?:\.\d{1,6})?%$`,
};
function tooHigh(value: number): { why: string; mend: string } | null {
  return value < 100
    ? null
    : { why: 'one failed request would keep every release out', mend: 'write for example 10%' };
}
const SLOW_MEND = 'write a number above 1, at most 100, such as 2';
const BudgetForm = mapping(
  {
    slos: slos(),
    floor: percentage(tooHigh).register(docs, FLOOR_DOC),
    period: byDefault(duration('1h', LONGEST), '30d', {
      description: `Over how long the budget is reckoned. 1h to ${LONGEST}.`,
    }),
    slow: z
      .optional(
        z
          .number({ error: SLOW_MEND })
          .check(z.gt(1, { error: SLOW_MEND }), z.maximum(100, { error: SLOW_MEND })),
      )
      .register(docs, {
        description:
          'Releases come in all the same and bake this many times as long. Above 1, at most 100. Without it they are kept out.',
        examples: [2],
      }),
  },
  BUDGET_MEND,
);
const Budget = z.union(
  [
    short(writtenPercentage(tooHigh).register(docs, FLOOR_DOC), (least) => ({ floor: least }), BudgetForm),
    BudgetForm,
  ],
  { error: BUDGET_MEND },
);

const AlertsForm = mapping({ ...alertKeys, then: then() }, ALERTS_MEND).register(docs, {
  description: 'Exactly one of alertmanager, prometheus, datadog and cloudwatch.',
  oneOf: ALERT_SOURCES.map((source) => ({ required: [source] })),
});
const Alerts = z.pipe(
  AlertsForm,
  z.transform((form: z.output<typeof AlertsForm>, payload): Extract<GuardDraft, { kind: 'alerts' }> => {
    const selected = alertsDraft(form, payload);
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    return selected === null ? z.NEVER : { kind: 'alerts', alerts: selected, then: form.then };
  }),
);

/** A guard whose SLOs are still names, null for all that can tell of times past, and whose server is still to be named. */
export type GuardDraft =
  | (Omit<BurnRateGuard, 'slos'> & { readonly slos: readonly string[] | null })
  | (Omit<BudgetGuard, 'slos'> & { readonly slos: readonly string[] | null })
  | (Omit<AlertsGuard, 'alerts'> & { readonly alerts: AlertsDraft });

const KINDS = ['burn-rate', 'budget', 'alerts'] as const;
const GUARD_MEND = `write for example { burn-rate: hold }, { budget: 10% } or { alerts: { alertmanager: 'severity="page"' } }`;
const GuardForm = mapping(
  {
    'burn-rate': z.optional(BurnRate).register(docs, {
      description: 'The error budget of an SLO burns too fast. Short form: what follows.',
      examples: ['hold', { slos: ['availability'], windows: 'fast', then: 'rollback' }],
    }),
    budget: z.optional(Budget).register(docs, {
      description:
        'Little is left of the error budget of an SLO. Only asked before a rollout. Short form: how much must be left.',
      examples: ['10%', { floor: '25%', slow: 2 }],
    }),
    alerts: z.optional(Alerts).register(docs, {
      description: 'An alert fires in one of alertmanager, prometheus, datadog and cloudwatch.',
      examples: [{ alertmanager: 'service="checkout", severity=~"page|critical"', then: 'rollback' }],
    }),
  },
  GUARD_MEND,
).register(docs, {
  description: 'Exactly one of burn-rate, budget and alerts.',
  oneOf: KINDS.map((kind) => ({ required: [kind] })),
});

export const GuardDefinition = z.pipe(
  GuardForm,
  z.transform((form: z.output<typeof GuardForm>, payload): GuardDraft => {
    const [kind, second] = KINDS.filter((name) => form[name] !== undefined);
    if (second !== undefined) {
      const mend = `write it as an entry of its own: - ${second}: ...`;
      refuse(payload, fault(`stands beside ${kind}`, 'each guard watches one thing', mend), [second]);
      return z.NEVER;
    }
    const { 'burn-rate': burnRate, budget, alerts } = form;
    if (burnRate !== undefined) return { kind: 'burn-rate', ...burnRate, slos: burnRate.slos ?? null };
    if (budget !== undefined) return budgetDraft(budget);
    if (alerts !== undefined) return alerts;
    // What an unknown key was meant to be is told already.
    if (payload.issues.length === 0)
      refuse(payload, fault('is empty', 'a guard says what it watches', GUARD_MEND));
    return z.NEVER;
  }),
);

function budgetDraft({ slow, slos: named, ...same }: z.output<typeof BudgetForm>): GuardDraft {
  const policy =
    slow === undefined ? ({ kind: 'refuse' } as const) : ({ kind: 'slow', factor: slow } as const);
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  return { kind: 'budget', ...same, slos: named ?? null, then: policy };
}

export const Guards = z.array(GuardDefinition, { error: 'write a list, such as [{ burn-rate: hold }]' });
export type GuardText = z.input<typeof GuardDefinition>;

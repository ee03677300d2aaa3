import { percent } from '@glidepath/model';
import type { EnvironmentForecast, PlanAnswer, PlannedFlag } from '@glidepath/verbs/plan';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { changesText, flagsText, forecastText, planText } from './plan.ts';

const colours = picocolors.createColors(false);

const answer: PlanAnswer = {
  version: 1,
  verb: 'plan',
  file: '.github/delivery.yml',
  service: 'shop',
  delivery: { service: 'shop', environments: {}, slos: {} },
  environments: [
    {
      environment: 'production',
      after: 'staging',
      strategy: 'canary',
      stages: [
        {
          kind: 'step',
          weight: percent(12.5),
          wave: null,
          approval: true,
          bake: { shortestMs: 60_000, longestMs: 1_800_000 },
        },
        { kind: 'step', weight: percent(0), wave: null, approval: false, bake: null },
        {
          kind: 'watch',
          weight: percent(100),
          wave: null,
          approval: false,
          bake: { shortestMs: 300_000, longestMs: null },
        },
      ],
      shortestMs: 360_000,
      longestMs: null,
      forecast: null,
      flags: [],
      changes: null,
    },
  ],
};

it('shows the file with every default, then the way of each environment', () => {
  expect(planText(answer, 'service: shop\n', colours)).toBe(`service: shop

production: canary, after staging
  step 1  12.5 %  at least 1m, at most 30m, then waits for approval
  step 2  0 %     no traffic, so nothing to judge
  watch   100 %   at least 5m, without end
  in all at least 6m, without end by its policies; starting, stopping and waiting for people not counted`);
});

const forecast: EnvironmentForecast = {
  rps: 3,
  baseRates: { availability: 0.01 },
  stages: [
    {
      kind: 'step',
      weight: percent(5),

      candidateRps: 0.15,
      healthyMs: null,
      breach: [
        { factor: 2, afterMs: null },
        { factor: 10, afterMs: 520_000 },
      ],
    },
  ],
  healthyMs: null,
  warnings: ['too little traffic'],
};

it('says in words what is to be expected, and what will not work out', () => {
  expect(forecastText(forecast, colours)).toBe(
    `forecast at 3 requests/s where today 1% miss availability; the median, each on its own
  5 %  0.15/s  healthy: not within a day  x2: not within a day  x10: 8m40s
  a healthy release is not promoted by itself
  ! too little traffic`,
  );
  expect(forecastText({ ...forecast, healthyMs: 754_000, warnings: [] }, colours)).toContain(
    'a healthy release is promoted after about 12m34s',
  );
});

const flag: PlannedFlag = {
  key: 'checkout-release',
  usedBy: 'gate',
  is: true,
  open: true,
  state: 'on, everybody gets true',
  changedAt: '2026-09-01T10:00:00.000Z',
  changedBy: 'dana',
  ready: true,
  advice: 'flag "checkout-release" serves true to everybody since 2026-09-01: remove it',
  trouble: null,
};

it('shows the flags as they stand, and below them what can go and what is not known', () => {
  const nothing = { open: null, state: null, changedAt: null, changedBy: null, ready: false, advice: null };
  const flags: PlannedFlag[] = [
    flag,
    { ...flag, usedBy: 'step 25%', is: 'all', open: false, state: 'on\u001b[31m' },
    { ...flag, ...nothing, key: 'audience', usedBy: 'step 50%', trouble: 'no key; set it' },
    { ...flag, ...nothing, key: 'checkout', usedBy: 'target', is: null },
  ];
  expect(flagsText(flags, colours)).toBe(`flags
  checkout-release  gate      waits for true, open     on, everybody gets true  changed 2026-09-01 by dana
  checkout-release  step 25%  waits for "all", closed  on                       changed 2026-09-01 by dana
  audience          step 50%  waits for true           not known
  checkout          target                             not asked
  > flag "checkout-release" serves true to everybody since 2026-09-01: remove it
  ! no key; set it`);
  expect(planText({ ...answer, environments: [] }, '', colours)).not.toContain('flags');
});

it('shows what would change in the target, with colours only where a terminal has them, and why it is not known', () => {
  const found = {
    kind: 'changes',
    changes: [
      {
        action: 'update',
        what: 'Deployment shop/checkout',
        when: 'at the end',
        diff: ['@@ -1,2 +1,2 @@', '   name: api', '-  image: one\u001b[2J', '+  image: two'],
      },
    ],
    notes: ['It is so.'],
  } as const;
  expect(changesText(found, colours)).toBe(`changes in the target
  update Deployment shop/checkout, at the end
    @@ -1,2 +1,2 @@
       name: api
    -  image: one
    +  image: two
  It is so.`);
  expect(changesText(found, picocolors.createColors(true))).toContain('\u001b[32m+  image: two');
  expect(changesText({ kind: 'unknown', why: 'There is no access.' }, colours)).toContain(
    '! not known: There is no access.',
  );
});

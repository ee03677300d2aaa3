import { digest, instant, isDigest, millis, percent } from '@glidepath/model';
import { DECISIONS, PAUSE_REASONS, REASONS, VERBS } from '@glidepath/rollout';
import type { EnvironmentState, Event } from '@glidepath/rollout';
import * as z from 'zod/mini';

/**
 * The shape of an entry's data, version 1. What is not named here is left out when an entry is written and ignored when
 * it is read, so a field may be added only together with a new version.
 */

const percentSchema = z.pipe(z.number().check(z.gte(0), z.lte(100)), z.transform(percent));
const millisSchema = z.pipe(z.number().check(z.gte(0)), z.transform(millis));
const instantSchema = z.pipe(z.number(), z.transform(instant));
const digestSchema = z.pipe(z.string().check(z.refine(isDigest)), z.transform(digest));
const indexSchema = z.int().check(z.gte(0));

const releaseSchema = z.object({
  digest: digestSchema,
  name: z.string(),
  commit: z.nullable(z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/))),
  committedAt: z.nullable(instantSchema),
});

const bakeSchema = z.object({ min: millisSchema, max: millisSchema });

const policySchema = z.enum(['hold', 'extend', 'pause', 'rollback']);

const planSchema = z.object({
  strategy: z.enum(['canary', 'rolling', 'blue-green']),
  steps: z.readonly(
    z.array(
      z.object({
        weight: percentSchema,
        bake: z.nullable(bakeSchema),
        approval: z.boolean(),
        // An entry that says nothing of waves has none.
        wave: z.prefault(z.nullable(z.object({ index: indexSchema, weight: percentSchema })), null),
      }),
    ),
  ),
  waves: z.prefault(z.readonly(z.array(z.readonly(z.array(z.string())))), []),
  watch: bakeSchema,
  policies: z.object({
    breach: z.enum(['hold', 'pause', 'rollback']),
    tooFewSamples: policySchema,
    noData: policySchema,
    sourceDown: policySchema,
    // An entry that says nothing of it goes by the default.
    drift: z.prefault(z.enum(['restore', 'hold', 'pause', 'rollback']), 'restore'),
    onCancel: z.enum(['rollback', 'hold']),
    // oxlint-disable-next-line unicorn/no-thenable -- the model's own key, and a word, not a function
    pause: z.object({ timeout: millisSchema, then: z.enum(['rollback', 'leave']) }),
  }),
  progressDeadline: millisSchema,
});

const decisionSchema = z.enum(DECISIONS);
const reasonSchema = z.enum(REASONS);
const pauseReasonSchema = z.enum(PAUSE_REASONS);
const retreatSchema = z.enum(['rolled-back', 'aborted', 'superseded']);
const verbSchema = z.enum(VERBS);

const since = { since: instantSchema };

const phaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preparing'), ...since }),
  z.object({ kind: z.literal('step'), ...since, index: indexSchema }),
  z.object({
    kind: z.literal('paused'),
    ...since,
    at: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('step'), index: indexSchema }),
      z.object({ kind: z.literal('watching') }),
    ]),
    why: pauseReasonSchema,
  }),
  z.object({ kind: z.literal('promoting'), ...since }),
  z.object({ kind: z.literal('watching'), ...since }),
  z.object({ kind: z.literal('finishing'), ...since, reason: reasonSchema }),
  z.object({ kind: z.literal('rolling-back'), ...since, to: retreatSchema, reason: reasonSchema }),
  z.object({ kind: z.literal('ended'), at: instantSchema, decision: decisionSchema, reason: reasonSchema }),
]);

const rolloutBase = {
  id: z.string(),
  release: releaseSchema,
  stable: z.nullable(releaseSchema),
  plan: planSchema,
  // An entry that says nothing of it passed over nothing.
  passedOver: z.prefault(z.readonly(z.array(z.string())), []),
};

const rolloutSchema = z
  .object({
    ...rolloutBase,
    startedAt: instantSchema,
    phase: phaseSchema,
    request: z.nullable(
      z.object({
        verb: verbSchema,
        to: z.nullable(releaseSchema),
        actor: z.string(),
        at: instantSchema,
        note: z.string(),
      }),
    ),
  })
  .check(z.refine(({ phase, plan }) => stepOf(phase) < plan.steps.length, { path: ['phase', 'index'] }));

function stepOf(phase: z.output<typeof phaseSchema>): number {
  const station = phase.kind === 'paused' ? phase.at : phase;
  return station.kind === 'step' ? station.index : -1;
}

const leaseSchema = z.object({
  holder: z.object({
    id: z.string(),
    actor: z.string(),
    host: z.string(),
    pid: z.int(),
    started: z.nullable(z.string()),
    url: z.nullable(z.string()),
    run: z.nullable(z.object({ repository: z.string(), id: z.int(), attempt: z.int() })),
  }),
  expiresAt: instantSchema,
});

export const stateSchema = z.object({
  service: z.string(),
  environment: z.string(),
  live: z.nullable(releaseSchema),
  previous: z.nullable(releaseSchema),
  blocked: z.readonly(
    z.array(z.object({ digest: digestSchema, at: instantSchema, reason: reasonSchema, rollout: z.string() })),
  ),
  closed: z.nullable(
    z.object({
      reason: z.string(),
      actor: z.string(),
      at: instantSchema,
      until: z.nullable(instantSchema),
    }),
  ),
  rollout: z.nullable(rolloutSchema),
  lease: z.nullable(leaseSchema),
  fence: z.int(),
});

const countsSchema = z.object({ bad: z.number(), total: z.number() });

const verdictSchema = z.object({
  kind: z.enum(['healthy', 'breach', 'too-few-samples', 'no-data', 'source-down']),
  reason: z.string(),
  slis: z.readonly(
    z.array(
      z.object({
        sli: z.string(),
        candidate: countsSchema,
        stable: countsSchema,
        lnRollback: z.nullable(z.number()),
        lnPromotion: z.nullable(z.number()),
      }),
    ),
  ),
});

const signed = {
  at: instantSchema,
  actor: z.string(),
  note: z.string(),
  verdict: z.nullable(verdictSchema),
};

export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), rollout: z.object(rolloutBase), ...signed }),
  z.object({ kind: z.literal('stepped'), index: indexSchema, ...signed }),
  z.object({ kind: z.literal('paused'), why: pauseReasonSchema, ...signed }),
  z.object({ kind: z.literal('resumed'), ...signed }),
  z.object({ kind: z.literal('promoting'), ...signed }),
  z.object({ kind: z.literal('watching'), ...signed }),
  z.object({ kind: z.literal('finishing'), reason: reasonSchema, ...signed }),
  z.object({ kind: z.literal('rolling-back'), to: retreatSchema, reason: reasonSchema, ...signed }),
  z.object({ kind: z.literal('ended'), decision: decisionSchema, reason: reasonSchema, ...signed }),
  z.object({ kind: z.literal('requested'), verb: verbSchema, to: z.nullable(releaseSchema), ...signed }),
  z.object({ kind: z.literal('dismissed'), ...signed }),
  z.object({ kind: z.literal('taken-over'), ...signed }),
  z.object({ kind: z.literal('renewed'), ...signed }),
  z.object({ kind: z.literal('left'), ...signed }),
  z.object({ kind: z.literal('closed'), until: z.nullable(instantSchema), ...signed }),
  z.object({ kind: z.literal('opened'), ...signed }),
  z.object({ kind: z.literal('unblocked'), digest: digestSchema, ...signed }),
]);

export const recordSchema = z.object({ event: eventSchema, state: stateSchema });

type Fits<From extends To, To> = From;
/** Does not compile once the schemas and the state machine's types drift apart, in either direction. */
export type SchemasFit = [
  Fits<z.output<typeof eventSchema>, Event>,
  Fits<Event, z.output<typeof eventSchema>>,
  Fits<z.output<typeof stateSchema>, EnvironmentState>,
  Fits<EnvironmentState, z.output<typeof stateSchema>>,
];

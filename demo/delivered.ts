import { instant } from '@glidepath/model';
import type { Result, Sample } from '@glidepath/conductor';
import { DECISIONS, REASONS } from '@glidepath/rollout';
import * as z from 'zod/mini';

/** What a run of the action leaves: its `result`, version 1, and the looks it took. Read as any consumer would. */

const counts = z.object({ bad: z.number(), total: z.number() });
const release = z.object({ digest: z.string(), name: z.string(), commit: z.nullable(z.string()) });

const EVENTS = [
  'started',
  'stepped',
  'paused',
  'resumed',
  'promoting',
  'watching',
  'finishing',
  'rolling-back',
  'ended',
  'requested',
  'dismissed',
  'taken-over',
  'renewed',
  'left',
] as const;

const verdict = z.object({
  kind: z.enum(['healthy', 'breach', 'too-few-samples', 'no-data', 'source-down']),
  reason: z.string(),
  slis: z.array(
    z.object({
      sli: z.string(),
      candidate: counts,
      stable: counts,
      lnRollback: z.nullable(z.number()),
      lnPromotion: z.nullable(z.number()),
    }),
  ),
});

export const RESULT: z.ZodMiniType<Result> = z.object({
  version: z.literal(1),
  service: z.string(),
  environment: z.string(),
  release,
  decision: z.enum(DECISIONS),
  reason: z.enum(REASONS),
  message: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  rollout: z.nullable(z.string()),
  strategy: z.enum(['canary', 'rolling', 'blue-green']),
  stable: z.nullable(release),
  live: z.nullable(release),
  timeline: z.array(
    z.object({
      at: z.iso.datetime(),
      event: z.enum(EVENTS),
      weight: z.number(),
      actor: z.string(),
      note: z.string(),
      verdict: z.nullable(verdict),
    }),
  ),
  ledger: z.object({ ref: z.string(), entry: z.nullable(z.string()) }),
});

const SAMPLE: z.ZodMiniType<Sample> = z.object({
  at: z.pipe(z.number(), z.transform(instant)),
  weight: z.number(),
  phase: z.string(),
  slis: z.array(
    z.object({
      sli: z.string(),
      candidate: counts,
      stable: counts,
      candidateLatencyMs: z.nullable(z.number()),
      stableLatencyMs: z.nullable(z.number()),
    }),
  ),
  lnRollback: z.nullable(z.number()),
  rollbackThreshold: z.number(),
  lnPromotion: z.nullable(z.number()),
  promotionThreshold: z.number(),
});

/** What the action writes beside its report. */
export const DELIVERED = z.object({ result: RESULT, samples: z.array(SAMPLE) });
export type Delivered = z.output<typeof DELIVERED>;

import * as z from 'zod/mini';

/** How a recording is written. */

/** The first comment line of a recording. */
export const FORMAT = 'glidepath recording, version 1';

export const COLUMNS = [
  'look',
  'at',
  'weight',
  'phase',
  'step_start',
  'step_until',
  'reading',
  'sli',
  'role',
  'kind',
  'series',
  'bad',
  'total',
  'until',
  'why',
  'ln_rollback',
  'ln_promotion',
] as const;

const Margin = z.object({ ratio: z.number(), budgetShare: z.number() });
const Release = z.object({ name: z.string(), digest: z.string() });

/** Bad ones and all, minute by minute. */
const Minutes = z.array(z.tuple([z.number(), z.number()]));

/** The second comment line, as JSON: what was judged, and by what. */
export const Header = z.object({
  service: z.string(),
  environment: z.string(),
  release: Release,
  stable: z.nullable(Release),
  slis: z.array(
    z.object({
      name: z.string(),
      budget: z.number(),
      weight: z.prefault(z.number().check(z.positive()), 1),
      /** For people. */
      objective: z.string(),
    }),
  ),
  /** What the stable release counted before the rollout, by SLI. */
  history: z.prefault(z.array(z.object({ sli: z.string(), minutes: Minutes })), []),
  settings: z.object({
    pollMs: z.number(),
    warmUpMs: z.number(),
    alpha: z.number(),
    beta: z.number(),
    rollback: Margin,
    promotion: Margin,
  }),
});

export type RecordingHeader = z.output<typeof Header>;

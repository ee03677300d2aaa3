import * as z from 'zod/mini';

/** How a release goes out. `routed` is a canary with an HTTPRoute, `argo` one by a Rollout of Argo Rollouts. */
export const WAYS = ['rolling', 'canary', 'routed', 'argo'] as const;
export type Way = (typeof WAYS)[number];

/** What one process has to roll out, all at once. */
export const job = z.object({
  kubeconfig: z.string(),
  workspace: z.string(),
  way: z.enum(WAYS),
  /** Of the workloads; none: what a process costs that rolls out nothing. */
  names: z.array(z.string()),
  /** Of the image that they are to run. */
  digest: z.string(),
  /** The shortest bake of each step, and of the watch at the end. */
  bakeMs: z.number(),
});
export type Job = z.infer<typeof job>;

/** What it cost the process. */
export const cost = z.object({
  /** How each ended; one word where all is well. */
  ends: z.array(z.string()),
  wallMs: z.number(),
  /** Of user and system, from after its start. */
  cpuMs: z.number(),
  /** The most that it ever had. */
  peakBytes: z.number(),
});
export type Cost = z.infer<typeof cost>;

import * as z from 'zod/mini';

/** What goes wrong with a call. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** A plain answer instead of the true one: 409, 422, 500, 502, ... 5xx come as an HTML page if `html`. */
  z.object({
    kind: z.literal('status'),
    status: z.number(),
    message: z.optional(z.string()),
    headers: z.optional(z.record(z.string(), z.string())),
    html: z.optional(z.boolean()),
  }),
  /** The hour's budget is spent. Headers say so unless `bare`. */
  z.object({
    kind: z.literal('rate-limit'),
    status: z.optional(z.union([z.literal(403), z.literal(429)])),
    bare: z.optional(z.boolean()),
    resetIn: z.optional(z.number()),
  }),
  /** Too many at once. `retryAfter` in seconds; null: GitHub does not say. */
  z.object({
    kind: z.literal('secondary-limit'),
    status: z.optional(z.union([z.literal(403), z.literal(429)])),
    retryAfter: z.optional(z.nullable(z.number())),
  }),
  /** Never answers. Nothing is done. */
  z.object({ kind: z.literal('timeout') }),
  /** The connection is reset before anything is done. */
  z.object({ kind: z.literal('reset') }),
  /** It is done, and half of the answer arrives. */
  z.object({ kind: z.literal('truncated') }),
  /** It is done, and no answer arrives: the connection is cut, or hangs. */
  z.object({ kind: z.literal('lost-answer'), hang: z.optional(z.boolean()) }),
  /** It is done, and answered late. */
  z.object({ kind: z.literal('slow'), ms: z.number() }),
]);

export type Fault = z.infer<typeof faultSchema>;

export const plannedFaultSchema = z.object({
  /** `POST /repos/{owner}/{repo}/git/refs`, with `*` for anything: `* *\/git/*`. Meets the route and the true path. */
  match: z.string(),
  fault: faultSchema,
  /** How many calls it meets; 1 unless told. */
  times: z.optional(z.number()),
  /** How many matching calls pass before. */
  after: z.optional(z.number()),
});

export type PlannedFault = z.infer<typeof plannedFaultSchema>;

interface Waiting {
  readonly plan: PlannedFault;
  readonly pattern: RegExp;
  before: number;
  left: number;
}

/** Faults that wait for their calls, met in the order in which they were pushed. */
export class Faults {
  #waiting: Waiting[] = [];

  push(...plans: readonly PlannedFault[]): void {
    for (const plan of plans) {
      const { match, times = 1, after = 0 } = plan;
      if (!/^(\*|[A-Z]+) \S+$/.test(match)) {
        throw new Error(
          `"${match}" is no "METHOD route", such as "POST /repos/{owner}/{repo}/git/refs" or "* *"`,
        );
      }
      this.#waiting.push({ plan, pattern: patternOf(match), before: after, left: times });
    }
  }

  /** The fault that a call meets now. */
  take(method: string, route: string, path: string): Fault | null {
    for (const waiting of this.#waiting) {
      if (!waiting.pattern.test(`${method} ${route}`) && !waiting.pattern.test(`${method} ${path}`)) continue;
      if (waiting.before > 0) {
        waiting.before -= 1;
        continue;
      }
      waiting.left -= 1;
      this.#waiting = this.#waiting.filter(({ left }) => left > 0);
      return waiting.plan.fault;
    }
    return null;
  }

  /** Those that no call has met yet. */
  pending(): readonly PlannedFault[] {
    return this.#waiting.map(({ plan, left }) => ({ ...plan, times: left }));
  }

  clear(): void {
    this.#waiting = [];
  }
}

function patternOf(match: string): RegExp {
  const pattern = match
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`);
}

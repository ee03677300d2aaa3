import type { Json, LaunchDarklyTargetSpec } from '@glidepath/model';
import * as z from 'zod/mini';
import type { Flag, Rest } from './flag.ts';
import { variationOf, type Variation } from './variations.ts';

/** What is read of LaunchDarkly's answers, in its own words; what else it says is passed over. */

const rollout = z.object({
  variations: z.array(
    z.object({ variation: z.number(), weight: z.number().check(z.gte(0), z.lte(100_000)) }),
  ),
  bucketBy: z.optional(z.string()),
  contextKind: z.optional(z.string()),
  experimentAllocation: z.optional(z.nullable(z.unknown())),
});
const fallthrough = z.object({ variation: z.optional(z.number()), rollout: z.optional(rollout) });
const targets = z.optional(z.array(z.object({ values: z.array(z.unknown()) })));

const environment = z.object({
  on: z.boolean(),
  archived: z.optional(z.boolean()),
  version: z.number(),
  offVariation: z.optional(z.nullable(z.number())),
  fallthrough: z.optional(fallthrough),
  targets,
  contextTargets: targets,
  rules: z.optional(z.array(z.object({ disabled: z.optional(z.boolean()) }))),
  prerequisites: z.optional(z.array(z.unknown())),
});

const flagAnswer = z.object({
  archived: z.boolean(),
  variations: z.array(z.object({ _id: z.string(), value: z.json(), name: z.optional(z.string()) })),
  environments: z.optional(z.record(z.string(), environment)),
});

export const historyAnswer = z.object({
  items: z.array(
    z.object({
      date: z.number(),
      comment: z.optional(z.string()),
      accesses: z.array(z.object({ action: z.optional(z.string()) })),
      member: z.optional(
        z.object({
          firstName: z.optional(z.string()),
          lastName: z.optional(z.string()),
          email: z.optional(z.string()),
        }),
      ),
      token: z.optional(z.object({ name: z.optional(z.string()) })),
      app: z.optional(z.object({ name: z.optional(z.string()) })),
      subject: z.optional(z.object({ name: z.optional(z.string()) })),
    }),
  ),
});

/** A change that a person has to agree to. */
export const approvalAnswer = z.object({
  _id: z.string(),
  description: z.optional(z.string()),
  creationDate: z.number().check(z.gte(0), z.lte(8.64e15)),
  reviewStatus: z.enum(['approved', 'declined', 'pending']),
  status: z.enum(['pending', 'completed', 'failed', 'scheduled']),
  instructions: z.array(z.record(z.string(), z.unknown())),
  allReviews: z.nullish(
    z.array(
      z.object({
        kind: z.string(),
        comment: z.optional(z.string()),
        memberId: z.optional(z.string()),
      }),
    ),
  ),
});

export const approvalsAnswer = z.object({ items: z.array(approvalAnswer) });

export const memberAnswer = z.object({
  firstName: z.optional(z.string()),
  lastName: z.optional(z.string()),
  email: z.optional(z.string()),
});

/** What LaunchDarkly says of an error. */
export const errorAnswer = z.object({ code: z.optional(z.string()), message: z.string() });

/** `no-environment`: the flag is there, the environment is not. */
export type FlagAnswer =
  | { readonly kind: 'flag'; readonly flag: Flag }
  | { readonly kind: 'no-environment' }
  | { readonly kind: 'broken'; readonly why: string };

export function readFlag(json: unknown, spec: LaunchDarklyTargetSpec): FlagAnswer {
  const parsed = z.safeParse(flagAnswer, json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'broken', why: `${(issue?.path ?? []).join('.')}: ${issue?.message ?? 'it is wrong'}` };
  }
  const { data } = parsed;
  const own = data.environments?.[spec.server.environment];
  if (own === undefined) return { kind: 'no-environment' };
  const variations = data.variations.map(({ _id, value, name }) =>
    variationOf(_id, value satisfies Json, name === undefined || name === '' ? null : name, spec),
  );
  const rest = restIn(own.fallthrough, variations);
  const off = own.offVariation == null ? null : variations[own.offVariation]?.id;
  if (off === undefined || rest === null)
    return { kind: 'broken', why: 'it names a variation by a wrong number' };
  return {
    kind: 'flag',
    flag: {
      variations,
      archived: data.archived || own.archived === true,
      version: own.version,
      setting: { on: own.on, off, rest },
      ahead: {
        rules: (own.rules ?? []).filter(({ disabled }) => disabled !== true).length,
        targets: counted(own.targets) + counted(own.contextTargets),
        prerequisites: (own.prerequisites ?? []).length,
      },
    },
  };
}

/** Null where it names a variation that is not there. */
function restIn(
  said: z.infer<typeof fallthrough> | undefined,
  variations: readonly Variation[],
): Rest | null {
  if (said?.rollout !== undefined) {
    const { bucketBy, contextKind, experimentAllocation } = said.rollout;
    const shares: Record<string, number> = {};
    for (const { variation, weight } of said.rollout.variations) {
      const id = variations[variation]?.id;
      if (id === undefined) return null;
      if (weight > 0) shares[id] = (shares[id] ?? 0) + weight;
    }
    const by = { kind: contextKind || 'user', attribute: bucketBy || 'key' };
    return { kind: 'shares', shares, by, experiment: experimentAllocation != null };
  }
  if (said?.variation === undefined) return { kind: 'unset' };
  const id = variations[said.variation]?.id;
  return id === undefined ? null : { kind: 'one', variation: id };
}

function counted(lists: z.infer<typeof targets>): number {
  return (lists ?? []).reduce((sum, { values }) => sum + values.length, 0);
}

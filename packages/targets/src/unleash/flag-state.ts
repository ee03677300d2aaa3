import * as z from 'zod/mini';
import { GRADUAL, isOurs } from './own-strategy.ts';

/** A flag in one environment, as Unleash's admin API describes it. */

const LONGEST = 1_000;
const strategySchema = z.object({
  id: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  name: z.string().check(z.maxLength(LONGEST)),
  title: z.optional(z.nullable(z.string().check(z.maxLength(LONGEST)))),
  disabled: z.optional(z.nullable(z.boolean())),
  constraints: z.optional(z.array(z.unknown())),
  segments: z.optional(z.array(z.unknown())),
  parameters: z.optional(z.record(z.string(), z.string())),
});
const featureSchema = z.object({
  name: z.string(),
  project: z.string(),
  archived: z.optional(z.boolean()),
  environments: z.array(
    z.object({
      name: z.string(),
      enabled: z.boolean(),
      strategies: z.array(strategySchema),
      // Of Unleash Enterprise; each changes strategies by itself.
      releasePlans: z.optional(z.nullable(z.array(z.unknown()))),
    }),
  ),
});

export interface Strategy {
  readonly id: string;
  /** Its kind. */
  readonly name: string;
  readonly title: string | null;
  readonly disabled: boolean;
  /** Whether constraints or segments say who may get it at all. */
  readonly narrowed: boolean;
  /** Of a gradual rollout: whole percents; null where there is none, or it is not understood. */
  readonly rollout: number | null;
  readonly stickiness: string | null;
  readonly groupId: string | null;
}

export interface FlagState {
  readonly enabled: boolean;
  /** Those that Glidepath made or was given; more than one where something went wrong. */
  readonly ours: readonly Strategy[];
  readonly others: readonly Strategy[];
  /** Whether a release plan of Unleash changes strategies there. */
  readonly planned: boolean;
}

/** Null where it is nothing of the kind; an environment that is not among them has none. */
export function readFlag(
  json: unknown,
  environment: string,
): {
  readonly archived: boolean;
  readonly state: FlagState | null;
  readonly places: readonly string[];
} | null {
  const feature = featureSchema.safeParse(json);
  if (!feature.success) return null;
  const { environments, archived = false } = feature.data;
  const here = environments.find(({ name }) => name === environment);
  const places = environments.map(({ name }) => name);
  if (here === undefined) return { archived, state: null, places };
  const strategies = here.strategies.map(strategyOf);
  const state = {
    enabled: here.enabled,
    ours: strategies.filter(isOurs),
    others: strategies.filter((one) => !isOurs(one)),
    planned: (here.releasePlans ?? []).length > 0,
  };
  return { archived, state, places };
}

function strategyOf({
  id,
  name,
  title = null,
  disabled,
  constraints = [],
  segments = [],
  parameters = {},
}: z.infer<typeof strategySchema>): Strategy {
  const rollout = parameters[name === GRADUAL ? 'rollout' : 'percentage'];
  return {
    id,
    name,
    title,
    disabled: disabled ?? false,
    narrowed: constraints.length > 0 || segments.length > 0,
    rollout: rollout !== undefined && WHOLE_PERCENT.test(rollout) ? Number(rollout) : null,
    stickiness: parameters['stickiness'] ?? null,
    groupId: parameters['groupId'] ?? null,
  };
}

const WHOLE_PERCENT = /^(?:100|[1-9]?\d)$/;

/**
 * Whom a strategy lets in: nobody; those whom it names, by constraints, segments or a list; some of all users; everybody.
 * Of a strategy that somebody wrote nobody here knows, so that it may be some.
 */
export type Reach = 'nobody' | 'named' | 'some' | 'everybody';

export function reachOf({ name, disabled, narrowed, rollout }: Strategy): Reach {
  if (disabled || rollout === 0) return 'nobody';
  if (narrowed || NAMING.has(name)) return 'named';
  return name === 'default' || rollout === 100 ? 'everybody' : 'some';
}
const NAMING: ReadonlySet<string> = new Set(['userWithId', 'remoteAddress', 'applicationHostname']);

/** Whether everybody has it on now. Where it is enabled and no strategy says for whom, that is so too. */
export function isOnForAll({ enabled, ours, others }: FlagState): boolean {
  const active = [...ours, ...others].filter(({ disabled }) => !disabled);
  return enabled && (active.length === 0 || active.some((one) => reachOf(one) === 'everybody'));
}

/** Of the others, those that let in users of all kinds. */
export function publicOthers({ others }: FlagState): readonly Strategy[] {
  return others.filter((one) => reachOf(one) === 'some' || reachOf(one) === 'everybody');
}

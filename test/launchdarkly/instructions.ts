import { randomUUID } from 'node:crypto';
import type { Json } from '@glidepath/model';
import * as z from 'zod/mini';
import type { EnvironmentRecord, RolloutRecord, VariationRecord } from './records.ts';

/** LaunchDarkly refuses; nothing has changed. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Those that the adapter sends, and those by which people disturb it. */
export const instructionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('turnFlagOn') }),
  z.strictObject({ kind: z.literal('turnFlagOff') }),
  z.strictObject({
    kind: z.literal('updateFallthroughVariationOrRollout'),
    variationId: z.optional(z.string()),
    rolloutWeights: z.optional(z.record(z.string(), z.number())),
    rolloutContextKind: z.optional(z.string()),
    rolloutBucketBy: z.optional(z.string()),
  }),
  z.strictObject({ kind: z.literal('updateOffVariation'), variationId: z.string() }),
  z.strictObject({
    kind: z.literal('addTargets'),
    values: z.array(z.string()),
    variationId: z.string(),
  }),
  z.strictObject({ kind: z.literal('addRule'), attribute: z.string(), variationId: z.string() }),
  z.strictObject({ kind: z.literal('updateVariation'), variationId: z.string(), value: z.json() }),
  z.strictObject({ kind: z.literal('archiveFlag') }),
]);

export type Instruction = z.infer<typeof instructionSchema>;

/** What a patch changes. */
export interface Draft {
  readonly settings: EnvironmentRecord;
  readonly variations: readonly VariationRecord[];
  readonly archived: boolean;
}

/** @throws Refused where it makes no sense for this flag */
export function applied(instruction: Instruction, draft: Draft): Draft {
  const { settings, variations } = draft;
  const set = (change: Partial<EnvironmentRecord>): Draft => ({
    ...draft,
    settings: { ...settings, ...change },
  });
  switch (instruction.kind) {
    case 'turnFlagOn':
      return set({ on: true });
    case 'turnFlagOff':
      return set({ on: false });
    case 'updateFallthroughVariationOrRollout':
      return set({ fallthrough: fallthroughOf(instruction, variations) });
    case 'updateOffVariation':
      return set({ offVariation: placeOf(instruction.variationId, variations) });
    case 'addTargets': {
      const variation = placeOf(instruction.variationId, variations);
      return set({ targets: [...settings.targets, { values: instruction.values, variation }] });
    }
    case 'addRule': {
      const variation = placeOf(instruction.variationId, variations);
      const rule = { id: randomUUID(), attribute: instruction.attribute, variation };
      return set({ rules: [...settings.rules, rule] });
    }
    case 'updateVariation': {
      const place = placeOf(instruction.variationId, variations);
      const value: Json = instruction.value;
      return {
        ...draft,
        variations: variations.map((one, index) => (index === place ? { ...one, value } : one)),
      };
    }
    case 'archiveFlag':
      return { ...draft, archived: true };
  }
}

/** As roles and the audit log name what an instruction does. */
export function actionOf({ kind }: Instruction): string {
  switch (kind) {
    case 'turnFlagOn':
    case 'turnFlagOff':
      return 'updateOn';
    case 'updateFallthroughVariationOrRollout':
      return 'updateFallthrough';
    case 'updateOffVariation':
      return 'updateOffVariation';
    case 'addTargets':
      return 'updateTargets';
    case 'addRule':
      return 'updateRules';
    case 'updateVariation':
      return 'updateFlagVariations';
    case 'archiveFlag':
      return 'updateGlobalArchived';
  }
}

function fallthroughOf(
  {
    variationId,
    rolloutWeights,
    rolloutContextKind,
    rolloutBucketBy,
  }: Extract<Instruction, { kind: 'updateFallthroughVariationOrRollout' }>,
  variations: readonly VariationRecord[],
): EnvironmentRecord['fallthrough'] {
  if (variationId !== undefined && rolloutWeights === undefined)
    return { variation: placeOf(variationId, variations) };
  if (variationId !== undefined || rolloutWeights === undefined)
    throw new Refused(400, 'invalid_request', 'Say either variationId or rolloutWeights');
  for (const id of Object.keys(rolloutWeights)) placeOf(id, variations);
  const sum = Object.values(rolloutWeights).reduce((all, weight) => all + weight, 0);
  if (sum !== 100_000) throw new Refused(400, 'invalid_request', 'Rollout weights must sum to 100000');
  const rollout: RolloutRecord = {
    // Every variation is listed, those without a share too.
    variations: variations.map(({ id }, variation) => ({ variation, weight: rolloutWeights[id] ?? 0 })),
    // What is the default is not said.
    ...(rolloutBucketBy === undefined || rolloutBucketBy === 'key' ? {} : { bucketBy: rolloutBucketBy }),
    ...(rolloutContextKind === undefined || rolloutContextKind === 'user'
      ? {}
      : { contextKind: rolloutContextKind }),
  };
  return { rollout };
}

function placeOf(id: string, variations: readonly VariationRecord[]): number {
  const place = variations.findIndex((one) => one.id === id);
  if (place === -1) throw new Refused(400, 'invalid_request', `Unknown variation ID ${id}`);
  return place;
}

import { FLAG_TROUBLES } from '@glidepath/conductor';
import type { FlagAnswer, FlagTrouble, FlagType } from '@glidepath/conductor';
import type { Json } from '@glidepath/model';
import { ErrorCode } from '@openfeature/server-sdk';
import type {
  EvaluationContext,
  EvaluationDetails,
  JsonValue,
  Provider,
  ResolutionDetails,
} from '@openfeature/server-sdk';
import { isLike } from './boundary.ts';
import type { Connection } from './connection.ts';
import { isOfType } from './flag-value.ts';
import { trouble, wrongType } from './troubles.ts';

/** Answers one question. Never throws. */
export type Lookup = (key: string, type: FlagType, context: EvaluationContext) => Promise<FlagAnswer>;

/** A connection to what has no kept provider of OpenFeature: each question is one look. */
export function connectionOf(
  place: string,
  lookup: Lookup,
  more: { readonly secrets?: readonly string[]; readonly close?: () => void } = {},
): Connection {
  return {
    provider: providerOf(place, lookup, more.close),
    place,
    needsVariant: false,
    secrets: more.secrets ?? [],
    state: () => null,
    explain: carried,
  };
}

function providerOf(name: string, lookup: Lookup, close: (() => void) | undefined): Provider {
  const resolve = async <T extends JsonValue>(
    type: FlagType,
    key: string,
    otherwise: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> => {
    const answer = await lookup(key, type, context);
    if (answer.kind === 'trouble') return carrying(answer, otherwise);
    const { value } = answer;
    if (!isOfType(value, type) || !isLike(value, otherwise))
      return carrying(wrongType(name, key, type), otherwise);
    return {
      value,
      ...(answer.variant === null ? {} : { variant: answer.variant }),
      ...(answer.reason === null ? {} : { reason: answer.reason }),
    };
  };
  return {
    metadata: { name },
    runsOn: 'server',
    resolveBooleanEvaluation: async (key, otherwise, context) => resolve('boolean', key, otherwise, context),
    resolveStringEvaluation: async (key, otherwise, context) => resolve('string', key, otherwise, context),
    resolveNumberEvaluation: async (key, otherwise, context) => resolve('number', key, otherwise, context),
    resolveObjectEvaluation: async (key, otherwise, context) => resolve('object', key, otherwise, context),
    onClose: async () => close?.(),
  };
}

/** OpenFeature has fewer words for what went wrong; ours travel beside them. */
function carrying<T>(found: FlagTrouble, otherwise: T): ResolutionDetails<T> {
  return {
    value: otherwise,
    errorCode: ErrorCode.GENERAL,
    errorMessage: found.why,
    flagMetadata: { code: found.code, why: found.why, mend: found.mend },
  };
}

function carried({ flagMetadata }: EvaluationDetails<JsonValue>): FlagTrouble | null {
  const { code, why, mend } = flagMetadata;
  const known = FLAG_TROUBLES.find((one) => one === code);
  if (known === undefined || typeof why !== 'string' || typeof mend !== 'string') return null;
  return trouble(known, why, mend);
}

export function found(value: Json, variant: string | null, reason: string | null): FlagAnswer {
  return { kind: 'value', value, variant, reason };
}

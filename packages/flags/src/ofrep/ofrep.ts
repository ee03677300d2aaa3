import type { FlagAnswer, FlagTrouble } from '@glidepath/conductor';
import { shown, type OfrepFlags } from '@glidepath/model';
import {
  OFREPApi,
  OFREPApiError,
  OFREPApiFetchError,
  OFREPApiUnauthorizedError,
  OFREPForbiddenError,
} from '@openfeature/ofrep-core';
import * as z from 'zod/mini';
import type { Connection, FlagsContext } from '../connection.ts';
import { connectionOf, found } from '../lookup.ts';
import { secretIn } from '../secret.ts';
import { archived, broken, notFound, refused, unreachable, unwell, wrongType } from '../troubles.ts';
import { boundedFetch, whyNot } from '../web/bounded-fetch.ts';

/** Nobody waits for longer. */
const TIMEOUT_MS = 60_000;

/** What an answer may hold; a flag that is off has no value. */
const Evaluated = z.object({
  value: z.optional(z.json()),
  variant: z.optional(z.nullable(z.string())),
  reason: z.optional(z.nullable(z.string())),
});
const Failed = z.object({ errorCode: z.string(), errorDetails: z.optional(z.nullable(z.string())) });

/** The OpenFeature Remote Evaluation Protocol: each question is one request. */
export function connectOfrep(
  { url, headers, tokenEnv }: OfrepFlags,
  { env }: FlagsContext,
): Connection | FlagTrouble {
  const place = `OFREP at ${url}`;
  const token = tokenEnv === null ? null : secretIn(env, tokenEnv, 'flags.ofrep.token-env');
  if (token !== null && typeof token !== 'string') return token;
  const secrets = token === null ? [] : [token];
  const login: [string, string][] = token === null ? [] : [['Authorization', `Bearer ${token}`]];
  const api = new OFREPApi(
    { baseUrl: url, headers: [...Object.entries(headers), ...login], timeoutMs: TIMEOUT_MS },
    boundedFetch,
  );
  return connectionOf(
    place,
    async (key, type, context): Promise<FlagAnswer> => {
      try {
        const { httpStatus, value } = await api.postEvaluateFlag(key, { context });
        return httpStatus === 200
          ? evaluated(place, key, value)
          : failed({ place, key, type, secrets }, value);
      } catch (error) {
        return unanswered(place, error, tokenEnv, secrets);
      }
    },
    { secrets, close: () => api.close() },
  );
}

function evaluated(place: string, key: string, body: unknown): FlagAnswer {
  const answer = Evaluated.safeParse(body);
  if (!answer.success) return broken(place, `answers for the flag "${key}" with what is no OFREP`, CHECK_URL);
  const { value, variant = null, reason = null } = answer.data;
  if (value === undefined || value === null)
    return archived(place, key, `serves no value${reason === null ? '' : ` (${shown(reason)})`}`);
  return found(value, variant, reason);
}
const CHECK_URL = 'check the url under flags.ofrep';

interface Asked {
  readonly place: string;
  readonly key: string;
  readonly type: string;
  readonly secrets: readonly string[];
}

function failed({ place, key, type, secrets }: Asked, body: unknown): FlagTrouble {
  const { errorCode, errorDetails = null } = Failed.safeParse(body).data ?? { errorCode: 'GENERAL' };
  if (errorCode === 'FLAG_NOT_FOUND') return notFound(place, key);
  if (errorCode === 'TYPE_MISMATCH') return wrongType(place, key, type);
  if (errorCode.includes('DISABLED')) return archived(place, key, 'is disabled');
  const details = errorDetails === null ? '' : `: ${shown(errorDetails, secrets)}`;
  const why = `cannot evaluate the flag "${key}" (${shown(errorCode, secrets)}${details})`;
  return broken(place, why, 'check its rules there');
}

function unanswered(
  place: string,
  error: unknown,
  tokenEnv: string | null,
  secrets: readonly string[],
): FlagTrouble {
  if (error instanceof OFREPApiUnauthorizedError || error instanceof OFREPForbiddenError)
    return refused(place, tokenEnv, error.response?.status ?? null);
  if (error instanceof OFREPApiFetchError)
    return unreachable(place, `does not answer (${shown(whyNot(error.error), secrets)})`);
  const status = error instanceof OFREPApiError ? (error.response?.status ?? null) : null;
  const how = status === null ? shown(whyNot(error), secrets) : `HTTP ${status}`;
  return (
    (status === null ? null : unwell(place, status)) ??
    broken(place, `answers with what is no OFREP (${how})`, CHECK_URL)
  );
}

import type { FlagAnswer, FlagTrouble, FlagType } from '@glidepath/conductor';
import { shown, type UnleashFlags } from '@glidepath/model';
import type { EvaluationContext } from '@openfeature/server-sdk';
import sdk from 'unleash-client/lib/client.js';
import type { Context } from 'unleash-client/lib/context.js';
import type { FeatureInterface } from 'unleash-client/lib/feature.js';
import { defaultStrategies } from 'unleash-client/lib/strategy/index.js';
import type { Connection, FlagsContext } from '../connection.ts';
import { readAs } from '../flag-value.ts';
import { connectionOf, found } from '../lookup.ts';
import { secretIn } from '../secret.ts';
import { archived, broken, notFound, wrongType } from '../troubles.ts';
import { ClientApi } from './client-api.ts';

/** Unleash by its SDK's evaluator: flags are fetched for each look, at no cost where nothing has changed. */
export function connectUnleash(
  { url, tokenEnv, app }: UnleashFlags,
  { env }: FlagsContext,
): Connection | FlagTrouble {
  const place = `Unleash at ${url}`;
  const token = secretIn(env, tokenEnv, 'flags.unleash.token-env');
  if (typeof token !== 'string') return token;
  const api = new ClientApi({ place, url, app, token, tokenEnv });
  // The evaluator alone: the whole SDK would poll, send metrics and keep a copy in the folder for temporary files.
  const evaluator = new Evaluator(api, defaultStrategies);
  return connectionOf(
    place,
    async (key, type, context) => {
      const trouble = await api.refresh();
      if (trouble !== null) return trouble;
      const feature = api.getToggle(key);
      if (feature === undefined) return notFound(place, key);
      const strange = feature.strategies?.find(({ name }) => !KNOWN.has(name));
      const words = (why: string): FlagTrouble =>
        broken(place, `has for the flag "${key}" ${why}`, STRATEGIES);
      if (strange !== undefined) return words(`a strategy of its own, ${shown(strange.name, [token])}`);
      try {
        return evaluated({ evaluator, place }, feature, type, unleashContext(context, app));
      } catch {
        return words('rules that its SDK cannot follow');
      }
    },
    { secrets: [token], close: () => api.stop() },
  );
}
const KNOWN: ReadonlySet<string> = new Set(defaultStrategies.map(({ name }) => name));
const STRATEGIES = 'give it the strategies that Unleash brings along';

/** Node gives a CommonJS module whole, where other loaders give what it has as default. */
const Evaluator = typeof sdk === 'function' ? sdk : sdk.default;

/** A boolean is whether the flag is enabled; the others are the payload of its variant. */
function evaluated(
  { evaluator, place }: { readonly evaluator: InstanceType<typeof sdk.default>; readonly place: string },
  { name: key, enabled }: FeatureInterface,
  type: FlagType,
  context: Context,
): FlagAnswer {
  const variant = evaluator.getVariant(key, context);
  const name = variant.enabled ? variant.name : null;
  const reason = enabled ? 'TARGETING_MATCH' : 'DISABLED';
  if (type === 'boolean') return found(variant.feature_enabled ?? false, name, reason);
  if (!variant.enabled) return archived(place, key, 'is off here, or has no variant, and so serves no value');
  const { payload } = variant;
  if (payload === undefined || !PAYLOADS[type].includes(payload.type)) return wrongType(place, key, type);
  const value = readAs(payload.value, type);
  return value === undefined ? wrongType(place, key, type) : found(value, name, reason);
}
const PAYLOADS: Readonly<Record<Exclude<FlagType, 'boolean'>, readonly string[]>> = {
  string: ['string', 'csv'],
  number: ['number'],
  object: ['json'],
};

/** Percentages are drawn by the targeting key, which is Unleash's user. */
function unleashContext({ targetingKey, environment, ...rest }: EvaluationContext, app: string): Context {
  const properties = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  return {
    appName: app,
    ...(targetingKey === undefined ? {} : { userId: targetingKey }),
    ...(typeof environment === 'string' ? { environment } : {}),
    properties,
  };
}

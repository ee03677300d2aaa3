import type { FlagAnswer, FlagTroubleCode } from '@glidepath/conductor';
import type { AskedFlag, AskedType, FlagGate, FlagProvider, FlagValue, Json } from '@glidepath/model';
import type { ClosedGate } from '@glidepath/rollout';
import type { Surroundings } from '../surroundings.ts';

/** A flag is asked for with the type of the value that its gate compares it with. */
export function questionOf({ key, is }: FlagGate): { readonly key: string; readonly type: AskedType } {
  if (typeof is === 'boolean') return { key, type: 'boolean' };
  return { key, type: typeof is === 'number' ? 'number' : 'string' };
}

/** What a flag was asked for and what came of it. What a provider says is untrusted. */
export interface FlagSeen {
  readonly key: string;
  readonly type: AskedType;
  /** The value that it must have; null: it is only read. */
  readonly is: FlagValue | null;
  /** Of its type; null where there is none. */
  readonly value: Json;
  readonly variant: string | null;
  /** Why it has this value, in the words of OpenFeature or of the provider. */
  readonly reason: string | null;
  readonly open: boolean;
  /** Why there is no value; null where there is one. */
  readonly trouble: { readonly code: FlagTroubleCode; readonly message: string } | null;
}

/** A variable of a step, and a result of one, can't be much longer. */
const LONGEST_VALUE = 65_536;

export function seenOf(asked: AskedFlag, answer: FlagAnswer, secrets: readonly Secret[]): FlagSeen {
  const { key, type, is, unknown } = asked;
  const found = answer.kind === 'value' ? (unfit(key, answer, secrets) ?? answer) : answer;
  const flag = { key, type, is };
  switch (found.kind) {
    case 'value': {
      const { value, variant, reason } = found;
      return { ...flag, value, variant, reason, open: is === null || value === is, trouble: null };
    }
    case 'trouble': {
      const trouble = { code: found.code, message: `${found.why}; ${found.mend}` };
      return { ...flag, value: null, variant: null, reason: null, open: unknown === 'open', trouble };
    }
  }
}

/** What must not go into an output; null: the answer may. */
function unfit(
  key: string,
  { value, variant, reason }: Extract<FlagAnswer, { kind: 'value' }>,
  secrets: readonly Secret[],
): Extract<FlagAnswer, { kind: 'trouble' }> | null {
  const text = JSON.stringify([value, variant, reason]);
  if (text.length > LONGEST_VALUE) {
    return {
      kind: 'trouble',
      code: 'broken',
      why: `the value of the flag "${key}" has ${text.length} characters`,
      mend: `keep it below ${LONGEST_VALUE}`,
    };
  }
  const held = secrets.find((secret) => text.includes(JSON.stringify(secret.text).slice(1, -1)));
  if (held === undefined) return null;
  return {
    kind: 'trouble',
    code: 'broken',
    why: `the value of the flag "${key}" holds the secret of ${held.name}`,
    mend: 'look at what its provider serves; a flag is no place for a secret',
  };
}

/** What no answer may hold, and how a person knows it. */
export interface Secret {
  readonly name: string;
  readonly text: string;
}

/** What this run knows that others must not. */
export function secretsOf(
  { env, repository }: Pick<Surroundings, 'env' | 'repository'>,
  provider: FlagProvider,
): readonly Secret[] {
  const named = [...variablesOf(provider), ...OF_THE_RUNNER].map((name) => ({
    name,
    text: env[name]?.trim() ?? '',
  }));
  const all = repository === null ? named : [...named, { name: 'the token', text: repository.token }];
  // A word of few letters would be found in what is none.
  return all.filter(({ text }) => text.length >= SHORTEST_SECRET);
}
const SHORTEST_SECRET = 8;
const OF_THE_RUNNER = [
  'INPUT_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
] as const;

function variablesOf(provider: FlagProvider): readonly string[] {
  switch (provider.kind) {
    case 'launchdarkly':
      return [provider.sdkKeyEnv, ...(provider.server === null ? [] : [provider.server.tokenEnv])];
    case 'unleash':
      return [provider.tokenEnv, ...(provider.server === null ? [] : [provider.server.tokenEnv])];
    case 'ofrep':
      return provider.tokenEnv === null ? [] : [provider.tokenEnv];
    case 'flagd':
    case 'flagd-file':
    case 'env':
    case 'file':
      return [];
  }
}

/** Null where it keeps nothing closed. */
export function closedByFlag({
  key,
  is,
  value,
  variant,
  reason,
  open,
  trouble,
}: FlagSeen): ClosedGate | null {
  if (open) return null;
  if (trouble !== null) {
    const message = `the flag "${key}" could not be evaluated, so it counts as closed: ${trouble.message}`;
    return { reason: 'gate-unreachable', message, until: null };
  }
  const words = [variant, reason].filter((word) => word !== null);
  const because = words.length === 0 ? '' : ` (${words.join(', ')})`;
  const message = `the flag "${key}" is ${shown(value)}${because}, and must be ${shown(is)}`;
  return { reason: 'flag', message, until: null };
}

/** Somebody's value inside a message: on one line, cut where it is long. */
function shown(value: Json): string {
  const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
const LONGEST_SHOWN = 80;

import type { FlagTrouble } from '@glidepath/conductor';
import type { EnvironmentVariableFlags } from '@glidepath/model';
import type { Connection, FlagsContext } from '../connection.ts';
import { readAs } from '../flag-value.ts';
import { connectionOf, found } from '../lookup.ts';
import { trouble, wrongType } from '../troubles.ts';

/** Flags in environment variables of the run. A variable's value is never told: it may be meant for somebody else. */
export function connectEnv({ prefix }: EnvironmentVariableFlags, { env }: FlagsContext): Connection {
  return connectionOf(PLACE, async (key, type) => {
    const text = variableFor(prefix, key, env);
    if (typeof text !== 'string') return text;
    const value = readAs(text, type);
    return value === undefined ? wrongType(PLACE, key, type) : found(value, null, 'STATIC');
  });
}
const PLACE = 'the environment';

/** What stands in a flag's variable. */
export function variableFor(prefix: string, key: string, env: FlagsContext['env']): string | FlagTrouble {
  const name = variableOf(prefix, key);
  const text = env[name] ?? '';
  // GitHub sets what is not there to nothing.
  if (text !== '') return text;
  const mend = `set it, in a workflow with env: { ${name}: "\${{ vars.${name} }}" }`;
  return trouble('not-found', `the environment variable ${name} is not set`, mend);
}

/** The flag checkout-release with the prefix FLAG_ is FLAG_CHECKOUT_RELEASE. */
function variableOf(prefix: string, key: string): string {
  return `${prefix}${key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()}`;
}

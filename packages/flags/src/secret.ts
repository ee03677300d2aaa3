import type { FlagTrouble } from '@glidepath/conductor';
import type { FlagsContext } from './connection.ts';
import { trouble } from './troubles.ts';

/** A secret from the environment; `place` of the delivery file names its variable. */
export function secretIn(env: FlagsContext['env'], name: string, place: string): string | FlagTrouble {
  const secret = env[name]?.trim() ?? '';
  if (secret === '')
    return trouble(
      'refused',
      `the environment variable ${name}, which ${place} names, is not set`,
      `set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`,
    );
  // A header takes nothing else; the secret itself is not told.
  if (/^[\x21-\x7e]+$/.test(secret)) return secret;
  return trouble(
    'refused',
    `the environment variable ${name} holds characters that no key has`,
    'check that it holds the secret alone',
  );
}

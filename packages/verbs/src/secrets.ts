import type { Delivery } from '@glidepath/model';
import type { Surroundings } from './surroundings.ts';

/** Shorter ones are no secrets, and to hide them would hide half of every log. */
const SHORTEST = 4;

/** Has the log hide what stands in the environment variables that a delivery file names for its secrets. */
export function hideSecrets({ env, mask }: Pick<Surroundings, 'env' | 'mask'>, delivery: Delivery): void {
  for (const name of new Set(variablesIn(delivery))) {
    const secret = env[name] ?? '';
    if (secret.length >= SHORTEST) mask(secret);
  }
}

/** In a delivery the name of such a variable is the value of a key `env`, or of one that ends in `Env`. */
function variablesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'string' ? (/^env$|Env$/.test(key) ? [inner] : []) : variablesIn(inner),
  );
}

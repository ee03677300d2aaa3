import type { Foreign } from '@glidepath/rollout';

/**
 * What a person has made of a flag: it is told, and nobody undoes it.
 * @param takenBack they turned it off, so that users have the old release again
 */
export function personsWord(what: string, takenBack = false): Foreign {
  return { kind: 'drift', what, restorable: false, takenBack };
}

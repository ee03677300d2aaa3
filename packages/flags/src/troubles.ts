import type { FlagSource, FlagTrouble, FlagTroubleCode } from '@glidepath/conductor';

/** Why a flag has no value, told apart, each with its mend. */

export function trouble(code: FlagTroubleCode, why: string, mend: string): FlagTrouble {
  return { kind: 'trouble', code, why, mend };
}

export function isTrouble(value: object): value is FlagTrouble {
  return 'kind' in value && value.kind === 'trouble';
}

/** Every question has the same answer. */
export function troubled(always: FlagTrouble): FlagSource {
  return {
    evaluate: async (questions) => questions.map(() => always),
    close: async () => undefined,
  };
}

export function unreachable(place: string, why: string): FlagTrouble {
  return trouble('unreachable', `${place} ${why}`, 'check that it runs and can be reached from here');
}

/** What two kinds of status say of any server: it wants a rest, or it fails. Null of the others. */
export function unwell(place: string, status: number): FlagTrouble | null {
  if (status === 429) return unreachable(place, 'asks to be left alone for a while (HTTP 429)');
  return status >= 500 ? unreachable(place, `fails (HTTP ${status})`) : null;
}

export function refused(place: string, variable: string | null, status: number | null): FlagTrouble {
  const how = status === null ? '' : ` (HTTP ${status})`;
  return variable === null
    ? trouble('refused', `${place} lets nobody in without a token${how}`, 'name its variable as token-env')
    : trouble(
        'refused',
        `${place} refuses what the environment variable ${variable} holds${how}`,
        'check that it holds the key of the right environment, and that it was not revoked',
      );
}

export function notFound(place: string, key: string, mend = MEND_KEY): FlagTrouble {
  return trouble('not-found', `${place} knows no flag "${key}"`, mend);
}
const MEND_KEY = 'check its key, and that it is neither archived nor in another project';

export function wrongType(place: string, key: string, type: string): FlagTrouble {
  const mend = 'compare it with a value of its own type, or choose another flag';
  return trouble('wrong-type', `the flag "${key}" of ${place} is no ${TYPE_NAMES[type] ?? type}`, mend);
}
const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'text', object: 'object of JSON' };

export function archived(place: string, key: string, why: string): FlagTrouble {
  return trouble('archived', `the flag "${key}" of ${place} ${why}`, 'turn it on, or choose another flag');
}

export function broken(place: string, why: string, mend: string): FlagTrouble {
  return trouble('broken', `${place} ${why}`, mend);
}

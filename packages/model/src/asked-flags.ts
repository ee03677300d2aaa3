import type { FlagUnknown, FlagValue } from './flags.ts';

/** Feature flags that a person asks for in passing, beside those of the delivery file. */

export const ASKED_TYPES = ['boolean', 'string', 'number', 'object'] as const;
export type AskedType = (typeof ASKED_TYPES)[number];

export interface AskedFlag {
  readonly key: string;
  readonly type: AskedType;
  /** The value that it must have; null: it is only read. */
  readonly is: FlagValue | null;
  /** How it stands where it can't be evaluated. */
  readonly unknown: FlagUnknown;
}

/** Of two keys with the same name here, no workflow can tell the outputs apart: it reads them whatever their case. */
export function nameAsOutput({ key }: Pick<AskedFlag, 'key'>): string {
  return key.toUpperCase();
}

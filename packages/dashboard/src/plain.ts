import type { Json } from '@glidepath/model';

/**
 * A type of Grafana's SDK as JSON has it: a member of an enum is its value, methods are left out. Only the types are used:
 * the SDK's builders would add 400 KB to the bundle, and set defaults that differ from those of Grafana's own editor.
 */
export type Plain<T> = unknown extends T
  ? Json
  : T extends string
    ? `${T}`
    : T extends number | boolean | null | undefined
      ? T
      : T extends readonly (infer U)[]
        ? readonly Plain<U>[]
        : T extends object
          ? {
              readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: Plain<T[K]>;
            }
          : never;

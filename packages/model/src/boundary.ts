/**
 * Where checked numbers and strings become branded types: a guard claims the brand, nothing is cast. Each constructor
 * throws RangeError on a value outside its range.
 */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Share of traffic or of a whole, 0 to 100. */
export type Percent = Branded<number, 'Percent'>;
/** A length of time in whole milliseconds, 0 or more. */
export type Millis = Branded<number, 'Millis'>;
/** A moment in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Branded<number, 'Instant'>;
/** The name of an immutable artifact: `sha256:` and 64 hexadecimal digits. */
export type Digest = Branded<string, 'Digest'>;

export function percent(value: number): Percent {
  if (!isPercent(value)) throw new RangeError(`${value} is not a percentage from 0 to 100`);
  return value;
}

/** Rounds to whole milliseconds. */
export function millis(value: number): Millis {
  const whole = Math.round(value);
  if (!isMillis(whole)) throw new RangeError(`${value} ms is not a length of time`);
  return whole;
}

export function instant(value: number): Instant {
  if (!isInstant(value)) throw new RangeError(`${value} is not a moment in time`);
  return value;
}

export function digest(value: string): Digest {
  if (!isDigest(value))
    throw new RangeError(`"${value}" is not a digest (sha256: and 64 hexadecimal digits)`);
  return value;
}

export function isDigest(value: string): value is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(value);
}

function isPercent(value: number): value is Percent {
  return value >= 0 && value <= 100;
}

function isMillis(value: number): value is Millis {
  return Number.isFinite(value) && value >= 0;
}

function isInstant(value: number): value is Instant {
  return Number.isFinite(value);
}

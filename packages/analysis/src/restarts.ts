/**
 * When evidence starts to be gathered. Half of it starts at once; the other half is held back and released look by
 * look, so that there is fresh evidence for a regression that begins late, whatever the first half has lost by then.
 * Look s (from 1) releases (1/2) h / ((s + h - 1)(s + h)), which telescopes: over all s it sums to 1/2.
 */

/** Half of what is held back is released within the first h looks: five minutes at the default poll. */
const HALF_RELEASED = 60;

export const LN_AT_START = Math.log(0.5);

/** ln of the share that look `s` releases. */
export function lnReleasedAt(s: number): number {
  return Math.log((0.5 * HALF_RELEASED) / ((s + HALF_RELEASED - 1) * (s + HALF_RELEASED)));
}

/** ln of the share still held back after look `s`. It is not at stake, so it counts as it is. */
export function lnHeldBackAfter(s: number): number {
  return Math.log((0.5 * HALF_RELEASED) / (s + HALF_RELEASED));
}

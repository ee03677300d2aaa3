/**
 * When evidence starts to be gathered. Most of it starts at once; the rest is held back and released look by look, so that
 * there is fresh evidence for a regression that begins late, whatever the first part has lost by then.
 * Look s (from 1) releases c h / ((s + h - 1)(s + h)), which telescopes: over all s it sums to c.
 */

/** c. */
const HELD_BACK = 0.25;

/** Half of what is held back is released within the first h looks: five minutes at the default poll. */
const HALF_RELEASED = 60;

export const LN_AT_START = Math.log1p(-HELD_BACK);

/** ln of the share that look `s` releases, which stands for so many: as much as they would. */
export function lnReleasedAt(s: number, looks = 1): number {
  return Math.log((HELD_BACK * HALF_RELEASED * looks) / ((s + HALF_RELEASED - looks) * (s + HALF_RELEASED)));
}

/** ln of the share still held back after look `s`. It is not at stake, so it counts as it is. */
export function lnHeldBackAfter(s: number): number {
  return Math.log((HELD_BACK * HALF_RELEASED) / (s + HALF_RELEASED));
}

/** What R's uniroot and Kayenta stop at. */
const TOLERANCE = 1e-4;
const MOST_STEPS = 1_000;

/**
 * A zero of `f` between `from` and `to`, at which it has opposite signs: Brent's zeroin (Algorithms for Minimization
 * without Derivatives, 1973, chapter 4). Of a step function it is a point near the step, on either side of it.
 */
export function zeroOf(f: (x: number) => number, from: number, to: number): number {
  let before = { x: from, y: f(from) };
  let best = { x: to, y: f(to) };
  if (before.y === 0) return before.x;
  if (best.y === 0) return best.x;
  /** Always on the other side of the zero than `best`. */
  let opposite = before;
  for (let step = 0; step < MOST_STEPS; step++) {
    const lastMove = best.x - before.x;
    if (Math.abs(opposite.y) < Math.abs(best.y)) {
      before = best;
      best = opposite;
      opposite = before;
    }
    const tolerance = 2 * Number.EPSILON * Math.abs(best.x) + TOLERANCE / 2;
    const half = (opposite.x - best.x) / 2;
    if (Math.abs(half) <= tolerance || best.y === 0) return best.x;
    const worthIt = Math.abs(lastMove) >= tolerance && Math.abs(before.y) > Math.abs(best.y);
    const guess = worthIt ? interpolated(before, best, opposite) : null;
    const sound =
      guess !== null &&
      guess * half > 0 &&
      Math.abs(guess) < 1.5 * Math.abs(half) - tolerance / 2 &&
      Math.abs(guess) < Math.abs(lastMove) / 2;
    const move = sound ? guess : half;
    before = best;
    const x = best.x + (Math.abs(move) < tolerance ? Math.sign(half) * tolerance : move);
    best = { x, y: f(x) };
    if (Math.sign(best.y) === Math.sign(opposite.y)) opposite = before;
  }
  return best.x;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The step from `best` to where a line, or an inverse parabola, through the points is 0. */
function interpolated(before: Point, best: Point, opposite: Point): number {
  const width = opposite.x - best.x;
  const s = best.y / before.y;
  if (before.x === opposite.x) return (width * s) / (s - 1);
  const q = before.y / opposite.y;
  const r = best.y / opposite.y;
  const p = s * (width * q * (q - r) - (best.x - before.x) * (r - 1));
  return -p / ((q - 1) * (r - 1) * (s - 1));
}

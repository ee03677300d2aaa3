import { Sfc32 } from './sfc32.ts';

/** By its author's advice. */
const ROUNDS = 15;

/**
 * Chance that comes out the same at every run. Streams of other numbers are independent of each other, so a result depends
 * on no order and no number of threads.
 */
export class Random extends Sfc32 {
  /** `seed`: a whole number up to 2^53. `stream`, `part`: whole numbers up to 2^32. */
  constructor(seed: number, stream: number, part: number) {
    super(seed, stream ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1), part, ROUNDS);
  }
}

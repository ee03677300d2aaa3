/**
 * Chance that comes out the same at every run: sfc32 (Chris Doty-Humphrey, PractRand). Streams of other numbers are
 * independent of each other, so a result depends on no order and no number of threads.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed`: a whole number up to 2^53. `stream`, `part`: whole numbers up to 2^32. */
  constructor(seed: number, stream: number, part: number) {
    this.#a = seed | 0;
    this.#b = stream ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1);
    this.#c = part | 0;
    // The generator's author: by then each bit of the seed has reached each bit of the state.
    for (let i = 0; i < 15; i++) this.next();
  }

  /** In (0, 1), 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  }
}

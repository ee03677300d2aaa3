/** Something that draws numbers, each in (0, 1). */
export interface Chance {
  next(): number;
}

/** sfc32 (Chris Doty-Humphrey, PractRand): numbers that come out the same for the same three words of 32 bits. */
export class Sfc32 implements Chance {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `rounds`: drawn and thrown away, until each bit of the words has reached each bit of the state. */
  constructor(a: number, b: number, c: number, rounds: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let i = 0; i < rounds; i++) this.next();
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

/**
 * Chance that comes out the same at every run: sfc32 (Chris Doty-Humphrey, PractRand), seeded by a name. Streams of
 * other names are independent of each other, so a run's result depends on no order and no number of workers.
 */
export class Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(name: string) {
    this.#name = name;
    [this.#a, this.#b, this.#c] = hash(name);
    // The generator's author: by then each bit of the seed has reached each bit of the state.
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The stream of a part. Depends on the names alone, not on what was drawn. */
  split(part: string | number): Random {
    return new Random(`${this.#name}/${part}`);
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

/** Three words of 32 bits from a text: three sums of its characters, mixed by MurmurHash3's finaliser. */
function hash(text: string): [number, number, number] {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = mixed(a ^ code);
    b = mixed((b + code) ^ a);
    c = mixed((c ^ (code << 16)) + b);
  }
  return [mixed(a + c), mixed(b + a), mixed(c + b)];
}

function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

import { Sfc32 } from '@glidepath/simulation/chance';

const ROUNDS = 12;

/**
 * Chance that comes out the same at every run, seeded by a name. Streams of other names are independent of each other, so a
 * run's result depends on no order and no number of workers.
 */
export class Random extends Sfc32 {
  readonly #name: string;

  constructor(name: string) {
    super(...hash(name), ROUNDS);
    this.#name = name;
  }

  /** The stream of a part. Depends on the names alone, not on what was drawn. */
  split(part: string | number): Random {
    return new Random(`${this.#name}/${part}`);
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

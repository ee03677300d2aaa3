import type { Task } from '../run/plan.ts';

/** The part of a stream that progress needs. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TENTHS = 10;

/** Tells how far the simulation is: on a terminal in one line that changes, else in a line each tenth. */
export class Progress {
  readonly #screen: Screen;
  readonly #all: number;
  #done = 0;
  #told = 0;

  constructor(tasks: readonly Task[], screen: Screen) {
    this.#screen = screen;
    this.#all = tasks.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  done({ scenario, release, from, to }: Task): void {
    this.#done += to - from;
    const share = this.#done / this.#all;
    const text = `${Math.floor(100 * share)} % of ${this.#all} rollouts`;
    if (this.#screen.isTTY === true) {
      this.#screen.write(`\r\u001b[K${text}: ${scenario.name}, ${release}`);
    } else if (Math.floor(share * TENTHS) > this.#told) {
      this.#told = Math.floor(share * TENTHS);
      this.#screen.write(`${text}\n`);
    }
  }

  end(): void {
    if (this.#screen.isTTY === true) this.#screen.write('\r\u001b[K');
  }
}

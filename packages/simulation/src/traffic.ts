import type { Random } from './random.ts';

/** Requests to a service over time, and how often they are bad. */
export interface Traffic {
  /** One after the other; after the last comes the first again. At least one. */
  readonly slots: readonly Slot[];
  readonly slotMs: number;
}

export interface Slot {
  /** Requests a second to all releases together. */
  readonly rps: number;
  /** Share of them that is bad on the stable release, 0 to 1, in the SLIs' order. */
  readonly rates: readonly number[];
}

/** The same all the time. */
export function steady(rps: number, rates: readonly number[]): Traffic {
  return { slots: [{ rps, rates }], slotMs: 60_000 };
}

/** Mean requests, and by SLI the mean share of them that is bad. */
export function meanOf({ slots }: Traffic): Slot {
  const rps = slots.reduce((sum, slot) => sum + slot.rps, 0) / slots.length;
  const rates = (slots[0]?.rates ?? []).map((_, sli) => {
    const bad = slots.reduce((sum, slot) => sum + slot.rps * (slot.rates[sli] ?? 0), 0);
    return rps === 0 ? 0 : bad / slots.length / rps;
  });
  return { rps, rates };
}

/** Traffic as one rollout meets it: it starts at some moment of it, and time only goes on. */
export class Flow {
  readonly #traffic: Traffic;
  readonly #offset: number;
  /** Of the last `advance`. */
  requests = 0;
  readonly rates: Float64Array;

  constructor(traffic: Traffic, random: Random) {
    this.#traffic = traffic;
    this.#offset = traffic.slots.length === 1 ? 0 : random.next() * traffic.slots.length * traffic.slotMs;
    this.rates = new Float64Array(traffic.slots[0]?.rates.length ?? 0);
  }

  /**
   * What is to be expected between two moments, in ms since the rollout's start: `requests` to both releases, and
   * `rates`, by SLI the share that is bad on the stable release.
   */
  advance(from: number, to: number): void {
    const { slots, slotMs } = this.#traffic;
    this.requests = 0;
    this.rates.fill(0);
    const end = this.#offset + to;
    for (let at = this.#offset + from; at < end;) {
      const index = Math.floor(at / slotMs);
      const until = Math.min(end, (index + 1) * slotMs);
      const slot = slots[index % slots.length];
      const requests = ((slot?.rps ?? 0) * (until - at)) / 1000;
      this.requests += requests;
      for (let i = 0; i < this.rates.length; i++) {
        this.rates[i] = (this.rates[i] ?? 0) + requests * (slot?.rates[i] ?? 0);
      }
      at = until;
    }
    if (this.requests === 0) return;
    for (let i = 0; i < this.rates.length; i++) this.rates[i] = (this.rates[i] ?? 0) / this.requests;
  }
}
